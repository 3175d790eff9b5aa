import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.prescription import Prescription


@pytest.mark.parametrize(
    ("text", "prescription"),
    [
        (
            "zoledronic acid 4 mg iv over 15 min q4w x 24",
            Prescription("zoledronic_acid", 4.0, "iv", 15.0, 28.0, 24),
        ),
        ("denosumab 120 mg sc q12w", Prescription("denosumab", 120.0, "sc", None, 84.0)),
        ("denosumab 120 mg sc every 3 weeks", Prescription("denosumab", 120.0, "sc", None, 21.0)),
        ("Xgeva 0.12g SC Q28D", Prescription("denosumab", 120.0, "sc", None, 28.0)),
        ("AMG 162 120 mg sc weekly x3", Prescription("denosumab", 120.0, "sc", None, 7.0, 3)),
        (
            "pamidronate 90 mg iv over 2 h monthly",
            Prescription("pamidronate", 90.0, "iv", 120.0, 30.4375),
        ),
        (
            "zoledronic-acid 4000 ug intravenous once",
            Prescription("zoledronic_acid", 4.0, "iv", None, None, 1),
        ),
        (
            "denosumab 120 mg sc every week, x 4 doses",
            Prescription("denosumab", 120.0, "sc", None, 7.0, 4),
        ),
    ],
)
def test_text_is_read(text, prescription):
    assert Prescription.parse(text) == prescription
    assert Prescription.parse(str(prescription)) == prescription


def test_it_is_printed_the_way_it_is_written():
    text = "zoledronic acid 4 mg iv over 15 min q4w x 24"
    assert str(Prescription.parse(text)) == text
    assert (
        str(Prescription.parse("denosumab 120 mg sc every 10 days")) == "denosumab 120 mg sc q10d"
    )
    assert str(Prescription.parse("denosumab 120 mg sc once")) == "denosumab 120 mg sc once"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "denosumb 120 mg sc q4w",
            '"denosumb" is no drug of the library; did you mean "denosumab"?',
        ),
        ("aspirin 1 mg iv q4w", "use one of denosumab, pamidronate, zoledronic acid"),
        (
            "denosumab -120 mg sc q4w",
            "a dose of -120 mg is not possible; it must be greater than 0",
        ),
        ("denosumab 0 mg sc q4w", "a dose of 0 mg is not possible"),
        ("denosumab 120 Gy sc q4w", '"Gy" is no unit of mass; use one of mg, ug, g'),
        ("denosumab 120", "a number without its unit"),
        ("denosumab sc q4w", "the dose is missing"),
        ("denosumab 120 mg im q4w", '"im" is no route; use one of iv, sc'),
        ("denosumab 120 mg iv q4w", "denosumab is given sc, not iv"),
        ("denosumab 120 mg q4w", "say how denosumab is given, sc"),
        ("denosumab 120 mg sc", 'say how often, such as "q4w", "every 4 weeks" or "once"'),
        ("denosumab 120 mg sc every 3 furlongs", '"furlongs" is no unit of time'),
        ("denosumab 120 mg sc q0w", '"q0w" is no interval; it must be longer than 0'),
        ("denosumab 120 mg sc q4w x 0", '"x 0" is no number of doses'),
        ("denosumab 120 mg sc q4w x 2.5", '"x 2.5" is no number of doses'),
        ("denosumab 120 mg sc q4w now and then", '"now" was not understood'),
        ("denosumab 120 mg sc q4w q3w", '"q3w" was not understood'),
        ("denosumab 120 mg sc once q4w", "contradict each other"),
        ("denosumab 120 mg sc once x 3", "contradict each other"),
        ("zoledronic acid 4 mg iv over 0 min q4w", "too short"),
        ("zoledronic acid 4 mg iv over 15 q4w", "a number without its unit; write one of min"),
        ("zoledronic acid 4 mg iv over 15", "a number without its unit; write one of min"),
        ("120 mg sc q4w", "names no drug"),
        ("", "names no drug"),
        ("nonsense", '"nonsense" is no drug of the library'),
    ],
)
def test_a_fault_is_one_clear_line(text, message):
    with pytest.raises(InputError) as error:
        Prescription.parse(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_drug_of_another_library_can_be_prescribed():
    drugs = Library.load().drugs
    own = drugs["pamidronate"].model_copy(
        update={"name": "x", "title": "ibandronate", "aliases": ()}
    )
    prescription = Prescription.parse("ibandronate 6 mg iv q4w", {"x": own})
    assert prescription.drug == "x"
    with pytest.raises(InputError, match="use one of ibandronate"):
        Prescription.parse("denosumab 120 mg sc q4w", {"x": own})

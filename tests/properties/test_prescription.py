from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from osteon.base.errors import InputError
from osteon.base.units import to_unit
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

DRUGS = Library.load().drugs


@st.composite
def prescriptions(draw):
    drug = DRUGS[draw(st.sampled_from(sorted(DRUGS)))]
    interval = draw(st.none() | st.integers(1, 520).map(lambda w: 7.0 * w) | st.floats(0.001, 4000))
    return Prescription(
        drug=drug.name,
        dose_mg=draw(st.floats(1e-6, 1e6)),
        route=draw(st.sampled_from(drug.routes)),
        infusion_minutes=draw(st.none() | st.floats(1, 1e5)),
        interval_days=interval,
        count=1 if interval is None else draw(st.none() | st.integers(1, 10_000)),
    )


@given(prescriptions())
def test_what_is_written_reads_back_as_the_same(prescription):
    assert Prescription.parse(str(prescription)) == prescription


@given(prescriptions(), st.sampled_from(["  ", " ", "\t", "\n"]), st.booleans())
def test_case_and_spaces_do_not_matter(prescription, space, loud):
    text = space.join(str(prescription).split(" "))
    # Units keep their case: Mg is no mg.
    text = text.upper().replace(f"{space}MG", f"{space}mg") if loud else text
    assert Prescription.parse(text) == prescription


@given(st.text(max_size=60) | st.text(" denosumabqwxiv0123456789.-+e", max_size=40))
def test_any_text_is_read_or_refused(text):
    for words in (text, f"denosumab {text}", f"denosumab 120 mg sc {text}"):
        with suppress(InputError):
            prescription = Prescription.parse(words)
            assert prescription.dose_mg > 0
            assert prescription.interval_days is None or prescription.interval_days > 0
            assert prescription.count is None or prescription.count >= 1


@given(st.floats(0, 1e5), st.floats(0, 1e6))
def test_supplements_read_back_as_the_same(calcium, vitamin_d):
    supplements = Supplements(calcium, vitamin_d)
    assert Supplements.parse(str(supplements)) == supplements


@given(st.text(max_size=20), st.sampled_from(["days", "mg", "mL/min", "", "1/day"]))
def test_no_text_breaks_the_units(text, unit):
    for words in (text, f"4 {text}"):
        with suppress(InputError):
            assert isinstance(to_unit(words, unit), float)

import pytest

from osteon.base.errors import InputError
from osteon.care import assess, give, refer, start, stop, treat
from osteon.library.prescription import Prescription

TEXT = "denosumab 120 mg sc q4w"


def test_start_reads_the_prescription():
    order = start(TEXT, because="first fracture")
    assert (order.verb, order.reason, order.urgency) == ("start", "first fracture", "routine")
    assert order.treatment == Prescription.parse(TEXT)
    assert order.what == str(Prescription.parse(TEXT))


def test_start_takes_a_prescription_as_it_is():
    prescription = Prescription.parse(TEXT)
    assert start(prescription, because="x").treatment is prescription


def test_a_wrong_prescription_is_an_input_error():
    with pytest.raises(InputError):
        start("denosumab minus a lot", because="x")


def test_the_other_verbs():
    assert stop("denosumab", because="x").what == "denosumab"
    assert give("zoledronic acid 4 mg iv once", because="x").treatment is not None
    assert treat("radiotherapy", site="L3", because="pain").site == "L3"
    assert assess("calcium", every_days=28, because="x").interval_days == 28
    assert refer("dentist", because="x", urgency="within a week").urgency == "within a week"


@pytest.mark.parametrize("text", ["morphine_tablets", "morphine tablets", "Morphine tablets"])
def test_a_medicine_is_named_and_has_no_prescription(text):
    order = start(text, because="pain")
    assert (order.what, order.treatment) == ("morphine_tablets", None)
    assert give("saline", because="high calcium").what == "saline"


@pytest.mark.parametrize("text", ["denosumab", "zoledronic acid", "Zometa"])
def test_a_drug_without_a_dose_is_no_medicine(text):
    with pytest.raises(InputError, match="dose is missing"):
        start(text, because="x")

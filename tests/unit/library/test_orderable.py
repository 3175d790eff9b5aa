import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.orderable import check_site
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

library = Library.load()


@pytest.mark.parametrize("kind", ["medicines", "procedures"])
def test_whatever_has_a_name_can_be_ordered_by_any_of_its_names(kind):
    for entry in getattr(library, kind).values():
        for word in (entry.name, entry.title, *entry.aliases):
            assert library.orderable(word) is entry


def test_bone_drugs_are_ordered_as_prescriptions_and_supplements_with_amounts():
    drug = library.orderable("Xgeva 120 mg sc q4w")
    assert drug == Prescription("denosumab", 120.0, "sc", interval_days=28.0)
    taken = library.orderable("calcium 500 mg/d, vitamin D 400 IU/d")
    assert taken == Supplements(500.0, 400.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("morfine tablets", '"morfine tablets" is nothing that can be ordered; did you mean'),
        ("verteboplasty", 'did you mean "vertebroplasty"'),
        ("denosumb 120 mg sc q4w", 'did you mean "denosumab"'),
        ("denosumab", "the dose is missing"),
        ("saline 4 L iv", 'saline has its own dose; write "saline"'),
        ("calcium 500 furlongs", "furlongs"),
        ("", "is nothing that can be ordered"),
    ],
)
def test_what_cannot_be_ordered_is_one_clear_line(text, message):
    with pytest.raises(InputError) as error:
        library.orderable(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("procedure", "sites"),
    [
        ("radiotherapy_8gy_1", ["T7", "femur_left", "skull", "thoracic"]),
        ("vertebroplasty", ["T7", "L3"]),
        ("decompressive_surgery", ["T7", "cervical"]),
        ("prophylactic_fixation", ["femur_left", "humerus_right"]),
        ("tooth_extraction", ["", "jaw"]),
    ],
)
def test_a_procedure_is_possible_where_it_is_done(procedure, sites):
    for site in sites:
        check_site(library.procedure(procedure), site, library)


@pytest.mark.parametrize(
    ("procedure", "site", "message"),
    [
        ("vertebroplasty", "femur_left", "is done on the spine, not at femur_left"),
        ("prophylactic_fixation", "T7", "is done on long bones, not at T7"),
        ("prophylactic_fixation", "thoracic", "is done on long bones, not at thoracic"),
        ("tooth_extraction", "T7", "is done in the mouth, not at T7"),
        ("radiotherapy_8gy_1", "T77", 'no bone "T77"; did you mean "T7"'),
    ],
)
def test_an_impossible_site_says_why(procedure, site, message):
    with pytest.raises(InputError, match=message):
        check_site(library.procedure(procedure), site, library)

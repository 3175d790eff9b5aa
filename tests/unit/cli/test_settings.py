import pytest

from osteon.base.errors import InputError
from osteon.cli.settings import with_settings
from osteon.library.library import Library


@pytest.fixture(scope="module")
def library():
    return Library.load()


def test_replaces_numbers_wherever_they_stand(library):
    changed = with_settings(
        library,
        {
            "falls_per_year": "2 per year",
            "drugs.denosumab.bioavailability": "0.5",
            "cancers.breast.age_years": "730.5 days",
            "sites.L3.volume_cm3": "40",
        },
    )
    assert changed.parameters["falls_per_year"].value == 2
    assert changed.drug("denosumab").parameters.bioavailability.value == 0.5
    assert changed.cancer("breast").age_years.value == pytest.approx(2)
    assert changed.site("L3").volume_cm3.value == 40


def test_leaves_the_library_it_came_from_alone(library):
    before = library.parameters["falls_per_year"].value
    with_settings(library, {"falls_per_year": "9"})
    assert library.parameters["falls_per_year"].value == before
    assert Library.load().parameters["falls_per_year"].value == before


def test_reports_every_wrong_setting_at_once(library):
    wrong = {"fals_per_year": "1", "falls_per_year": "1 Gy", "drugs.denosumab": "1", "a.b.c": "1"}
    with pytest.raises(InputError, match='did you mean "falls_per_year"') as caught:
        with_settings(library, wrong)
    assert [problem.where for problem in caught.value.problems] == [f"--set {key}" for key in wrong]

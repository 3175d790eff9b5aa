import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.cli.settings import with_settings
from osteon.library.library import Library
from osteon.sim.draws import Draws
from osteon.sim.sample_person import _susceptibilities, sample_people


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


def refusal(library, key, value="1"):
    with pytest.raises(InputError) as caught:
        with_settings(library, {key: value})
    (problem,) = caught.value.problems
    assert problem.where == f"--set {key}"
    return problem.message


def test_what_is_drawn_for_each_patient_is_refused_with_what_to_set_instead(library):
    people = sample_people(library.cancer("breast"), Draws(1, np.arange(2)), library)
    # These are drawn around the library's number, so it can be set.
    around = {"calcium_setpoint_mmol_per_l", "fragility_fractures_per_fall"}
    around |= {*_susceptibilities(Draws(1, np.arange(2)), library)}
    drawn = {*people.values} & {*library.parameters} - around
    assert len(drawn) == 14
    for key in drawn:
        said = refusal(library, key)
        assert said.startswith("each patient has a value of their own; set ")
        path = said.partition("such as ")[2].rstrip(")") or said.split()[-2]
        assert path in dict(library.entries()) or path in library.parameters


@pytest.mark.parametrize(
    ("key", "instead"),
    [
        ("weight_kg", "cancers.NAME.weight_kg"),
        ("bioavailability", "drugs.NAME.bioavailability"),
        ("inhibitor_bioavailability", "drugs.NAME.bioavailability"),
        ("bisphosphonate_emax", "drugs.NAME.emax"),
        ("seeding_weight", "sites.NAME.seeding_weight"),
    ],
)
def test_a_number_of_a_table_is_asked_for_by_its_table(library, key, instead):
    assert f"no such number; set {instead} instead (such as " in refusal(library, key)


def test_a_record_that_no_run_reads_is_refused(library):
    assert "no run reads it" in refusal(library, "cancers.breast.median_survival_months")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("drugs.denosumab.bioavailability", "-1", "must be at least 0"),
        ("cancers.breast.ecog_0_share", "300 %", "must be at most 1"),
        ("cancers.breast.gfr_ml_per_min", "0.001", "must be at least 1"),
        ("cancers.breast.lesion_count_mean_extra", "100000", "must be at most 100"),
        ("falls_per_year", "-1", "must be at least 0"),
    ],
)
def test_an_impossible_value_is_refused(library, key, value, message):
    assert message in refusal(library, key, value)

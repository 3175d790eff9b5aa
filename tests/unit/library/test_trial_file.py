import pytest

from osteon.base.errors import InputError
from osteon.library.library import SHIPPED, Library
from osteon.library.trial_file import TrialFile, check_file

GOOD = """
title   = "Two arms"
horizon = "3 years"
[cohort]
cancer = "breast"
n      = 100
[[arm]]
name       = "none"
[[arm]]
name        = "denosumab"
bone_agent  = "denosumab 120 mg sc q4w"
supplements = "calcium 500 mg/d"
"""
REPORTED = """
[[reported]]
endpoint = "first_sre"
measure  = "hazard_ratio"
arm      = "denosumab"
versus   = "none"
value    = 0.8
checked  = "unverified"
"""

library = Library.load()


@pytest.fixture
def faults(tmp_path):
    """Return a function: the faults of a trial file with this text, as (where, message)."""

    def find(text):
        path = tmp_path / "trial.toml"
        path.write_text(text, encoding="utf-8")
        return [(problem.where, problem.message) for problem in check_file(path, library)]

    return find


@pytest.fixture
def trial(tmp_path):
    def read(text):
        path = tmp_path / "trial.toml"
        path.write_text(text, encoding="utf-8")
        return TrialFile.read(path, library)

    return read


def test_a_short_file_is_a_whole_trial(trial):
    file = trial(GOOD)
    assert file.name == "trial"
    assert (file.horizon_days, file.visit_every_days, file.design) == (1095.75, 28.0, "parallel")
    assert [arm.name for arm in file.arms] == ["none", "denosumab"]
    assert file.arms[0].bone_agent is None
    assert (file.cohort.n, file.cohort.seed) == (100, 1)
    assert file.endpoints == ("first_sre", "sre_count", "survival")


def test_a_trial_is_found_by_name_or_path():
    by_name = TrialFile.read("stopeck_2010", library)
    assert TrialFile.read(SHIPPED / "trials" / "stopeck_2010.toml", library) == by_name
    with pytest.raises(InputError, match='no trial "stopek_2010"; did you mean "stopeck_2010"'):
        TrialFile.read("stopek_2010", library)
    with pytest.raises(InputError, match="no such file"):
        TrialFile.read("nowhere.toml", library)


def test_every_fault_is_listed_in_the_house_form(tmp_path):
    path = tmp_path / "trial.toml"
    bad = GOOD.replace("horizon =", 'visit_every = "4 furlongs"\nhorizn  =')
    bad = bad.replace("120 mg", "120 Gy").replace("n      = 100", "n = 0")
    path.write_text(bad.replace('"breast"', '"brest"'), encoding="utf-8")
    with pytest.raises(InputError) as error:
        TrialFile.read(path, library)
    assert str(error.value).splitlines() == [
        f"{path}:",
        (
            '  visit_every: "furlongs" is no unit of time; '
            "use one of min, hours, days, weeks, months, years"
        ),
        '  horizn: unknown key; did you mean "horizon"?',
        '  cohort.cancer: no cancer "brest"; did you mean "breast"?',
        "  cohort.n: 0 is not possible; it must be greater than 0",
        '  arm[1].bone_agent: "Gy" is no unit of mass; use one of mg, ug, g',
        "5 problems, nothing was run",
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ('"3 years"', '"3 weeks"', "horizon", '"3 weeks" ends before the first visit'),
        ('"3 years"', '"0 days"', "horizon", '"0 days" is not possible; it must be longer than 0'),
        ('"3 years"', '"-1 year"', "horizon", "must be longer than 0"),
        ('"3 years"', "3", "horizon", "3 is not text in quotes"),
        ('"3 years"', '"3"', "horizon", "a number without its unit"),
        ("= 100", "= -5", "cohort.n", "-5 is not possible; it must be greater than 0"),
        ("= 100", '= "many"', "cohort.n", "'many' is not a whole number"),
        ("= 100", "= 1.5", "cohort.n", "1.5 is not a whole number"),
        ("120 mg", "-120 mg", "arm[1].bone_agent", "a dose of -120 mg is not possible"),
        ("denosumab 120", "denosumb 120", "arm[1].bone_agent", 'did you mean "denosumab"?'),
        ("calcium 500", "calcum 500", "arm[1].supplements", 'did you mean "calcium"?'),
        ('"denosumab"', '"none"', "arm", '2 arms are called "none"; give each its own name'),
        ('cancer = "breast"', "", "cohort", "needs cancer, or cancers with their shares, such as"),
        ('cancer = "breast"', 'cancer = "breast"\ncancers = { lung = 1 }', "cohort", "not both"),
        ("[cohort]", "[cohrt]", "cohrt", 'unknown key; did you mean "cohort"?'),
        ("title ", "source = 'x'\ntitle ", "source", '"x" is no key of references.bib'),
        ("title ", "design = 'cross'\ntitle ", "design", '"cross" is not possible here'),
        ("calcium 500 mg/d", "bisphosphonate", "arm[1].supplements", "is no daily amount"),
        ("name        =", "pain = 'usul'\nname =", "arm[1].pain", 'did you mean "usual"?'),
        ("name        =", "reporting = 'lat'\nname =", "arm[1].reporting", 'mean "late"?'),
        ("name        =", "care = 'usuall'\nname =", "arm[1].care", 'did you mean "usual"?'),
        ("name        =", "imaging = 'xry every week'\nname =", "arm[1].imaging", '"xry"'),
        ("name       =", "dosing = 'usual'\nname =", "arm[0].dosing", "there is no bone_agent"),
        ("n      =", "start = 'diagnosi'\nn =", "cohort.start", 'did you mean "diagnosis"?'),
        ("title ", "endpoints = ['sre']\ntitle ", "endpoints", 'no endpoint "sre"'),
        ("title ", "stratify_by = ['ecog']\ntitle ", "stratify_by", '"ecog" is no group'),
    ],
)
def test_each_fault_says_where_and_what_instead(faults, old, new, where, message):
    found = faults(GOOD.replace(old, new, 1))
    assert where in [place for place, _ in found]
    assert any(message in text for place, text in found if place == where)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ('arm      = "denosumab"', 'arm = "denosumb"', "arm", 'no arm "denosumb"; did you mean'),
        ('"none"', '"nobody"', "versus", 'no arm "nobody"'),
        ('"first_sre"', '"first_sres"', "endpoint", 'did you mean "first_sre"?'),
        (
            '"hazard_ratio"',
            '"days_per_year"',
            "measure",
            'first_sre has no "days_per_year"',
        ),
        ("0.8", "0.8\ninterval = [0.9, 1.0]", "", "0.8 lies outside its interval [0.9, 1.0]"),
        ("0.8", "0.8\nn = 3\nevents = 4", "", "4 patients with the event are more than all 3"),
        ("0.8", '0.8\nat = "13 moons"', "at", '"moons" is no unit of time'),
        ('checked  = "unverified"', "", "checked", "is missing"),
        ("value ", "valu ", "valu", 'unknown key; did you mean "value"?'),
    ],
)
def test_reported_rows_are_checked(faults, old, new, where, message):
    place = f"reported[0].{where}".removesuffix(".")
    found = faults(GOOD + REPORTED.replace(old, new, 1))
    assert [p for p, _ in found] == [place]
    assert message in found[0][1]


def test_an_unknown_measure_is_one_fault(faults):
    found = faults(GOOD + REPORTED.replace("hazard_ratio", "hazard_rato"))
    assert found == [
        ("reported[0].measure", '"hazard_rato" is not possible here; did you mean "hazard_ratio"?')
    ]


def test_a_faulty_arm_is_not_a_missing_one_as_well(faults):
    head, _, _ = GOOD.partition("[[arm]]")
    ((where, _),) = faults(f'{head}[[arm]]\nname = "a"\nbone_agent = "denosumab 120 Gy sc q4w"\n')
    assert where == "arm[0].bone_agent"
    assert ("arm", "needs at least 1") in faults("arm = []\n" + head)


def test_more_visits_than_a_machine_holds_are_a_fault(faults):
    ((where, message),) = faults(GOOD.replace("3 years", "1e9 years"))
    assert where == "horizon"
    assert message.startswith('"1e9 years" has more than 10,000 visits')


def test_a_reported_row_has_its_time_in_days(trial):
    crude = REPORTED.replace("hazard_ratio", "percent").replace('versus   = "none"', "")
    row = trial(GOOD + crude.replace("0.8", '0.8\nat = "13 weeks"')).reported[0]
    assert (row.at, row.at_days, row.is_checked) == ("13 weeks", 91.0, False)


def test_a_mix_shares_out_its_patients(trial):
    cohort = trial(GOOD.replace('cancer = "breast"', "cancers = { lung = 3, kidney = 1 }")).cohort
    assert [(cancer.name, share) for cancer, share in cohort.mix(library)] == [
        ("lung", 0.75),
        ("kidney", 0.25),
    ]


def test_a_baseline_is_laid_over_the_cancer(trial):
    text = GOOD.replace(
        "[[arm]]",
        "[cohort.baseline]\nage_years = '61 years'\ngfr_minimum_ml_per_min = '30 mL/min'\n[[arm]]",
        1,
    )
    ((cancer, _),) = trial(text).cohort.mix(library)
    own = library.cancer("breast")
    assert cancer.age_years.value == 61.0
    assert cancer.age_years.spread == own.age_years.spread
    assert (cancer.age_years.basis, cancer.age_years.source) == ("assumed", "osteon_assumption")
    assert cancer.gfr_ml_per_min.spread.low == 30.0
    assert cancer.weight_kg == own.weight_kg


def test_a_wrong_baseline_is_a_fault(faults):
    text = GOOD.replace(
        "[[arm]]", "[cohort.baseline]\nage_yeers = 61\nprior_sre_share = 3\n[[arm]]", 1
    )
    assert faults(text) == [
        (
            "cohort.baseline.prior_sre_share.value",
            "3 is not possible for a share; it must be at most 1",
        ),
        ("cohort.baseline.age_yeers", 'unknown key; did you mean "age_years"?'),
    ]


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("*/*.toml")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_shipped_file_passes_the_check(path, tmp_path):
    assert check_file(path, library) == []
    copy = tmp_path / path.name
    copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert check_file(copy, library) == []


def test_a_file_of_no_kind_is_a_fault(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("colour = 'blue'", encoding="utf-8")
    (problem,) = check_file(path, library)
    assert problem.message.startswith("is no file of a library")
    (problem,) = check_file(tmp_path / "nowhere.toml", library)
    assert problem.message == "no such file"


def test_the_file_of_a_drug_is_known_by_its_keys(tmp_path):
    path = tmp_path / "mine.toml"
    text = (SHIPPED / "drugs" / "denosumab.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("2.62 L", "2.62 kg"), encoding="utf-8")
    (problem,) = check_file(path, library)
    assert problem.where == "parameters.central_volume_ml.value"
    assert problem.file == str(path)


def test_an_arm_fills_the_slots_of_care_as_text(trial):
    care = 'care = "late reporting"\nimaging = "bone_scan every 26 weeks"\nfracture = "none"'
    arms = trial(GOOD.replace("supplements =", f"{care}\nsupplements =")).arms
    assert (arms[0].care, arms[1].care) == ("usual", "late_reporting")
    assert arms[0].slots() == {}
    assert arms[1].slots() == {
        "supplements": "calcium 500 mg/d",
        "imaging": "bone_scan every 26 weeks",
        "fracture": "none",
    }


def test_a_life_may_begin_before_bone_is_involved(trial, faults):
    assert trial(GOOD).cohort.start == "trial entry"
    early = GOOD.replace("n      =", 'start = "advanced cancer"\nn      =')
    assert trial(early).cohort.start == "advanced cancer"
    baseline = "[cohort.baseline]\nprior_sre_share = 0.3\nage_years = '60 years'\n[[arm]]"
    found = faults(early.replace("[[arm]]", baseline, 1))
    assert [where for where, _ in found] == ["cohort.baseline.prior_sre_share"]

import shutil

import pytest

from osteon.base.errors import InputError
from osteon.library.library import SHIPPED, Library

CANCERS = {"breast", "lung", "prostate", "kidney", "melanoma", "ovary", "thyroid", "other"}


@pytest.fixture(scope="module")
def library():
    return Library.load()


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes one file of a library folder, and the folder."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def faults(*folders):
    with pytest.raises(InputError) as error:
        Library.load(*folders)
    return [(problem.where, problem.message) for problem in error.value.problems]


def shipped(name):
    return (SHIPPED / name).read_text(encoding="utf-8")


def test_everything_the_product_names_is_there(library):
    assert set(library.drugs) == {"denosumab", "zoledronic_acid", "pamidronate"}
    assert set(library.cancers) == CANCERS
    published = {"stopeck_2010", "fizazi_2011", "henry_2011", "lipton_2012"}
    published |= {"saad_2002", "rosen_2003", "lipton_2000", "rosen_2001"}
    published |= {"major_2001", "nussbaum_1993"}
    published |= {"body_2004", "murakami_2014", "natural_history"}
    assert set(library.trials) == {*published, "standards_of_care"}
    assert {name for name, trial in library.trials.items() if trial.reported} == published


def test_the_shipped_library_is_read_once(library):
    assert Library.load() is library


@pytest.mark.parametrize(
    "name", ["zoledronic_acid", "zoledronic acid", "Zoledronic-Acid", "Zometa"]
)
def test_a_drug_has_several_names(library, name):
    assert library.drug(name).name == "zoledronic_acid"


@pytest.mark.parametrize(
    ("kind", "name", "nearest"),
    [
        ("drug", "denosumb", "denosumab"),
        ("medicine", "morfine_tablets", "morphine_tablets"),
        ("procedure", "verteboplasty", "vertebroplasty"),
        ("assessment", "bonescan", "bone_scan"),
        ("symptom", "leg weaknes", "leg_weakness"),
        ("standard", "late_reportin", "late_reporting"),
        ("cancer", "brest", "breast"),
        ("site", "L33", "L3"),
        ("endpoint", "first_sree", "first_sre"),
        ("trial", "stopek_2010", "stopeck_2010"),
    ],
)
def test_an_unknown_name_gets_the_nearest(library, kind, name, nearest):
    with pytest.raises(InputError, match=f'did you mean "{nearest}"'):
        getattr(library, kind)(name)


def test_numbers_are_found_by_name(library):
    drug = library.drug("denosumab").parameters
    assert drug["clearance_ml_per_day"] is drug.clearance_ml_per_day
    assert drug.floats()["clearance_ml_per_day"] == 78.0
    with pytest.raises(InputError, match='did you mean "clearance_ml_per_day"'):
        drug["clearence_ml_per_day"]


def test_a_folder_adds_and_replaces_by_name(library, folder):
    text = shipped("drugs/denosumab.toml").replace("2.62 L", "3 L")
    folder("drugs/denosumab.toml", text)
    own = folder("drugs/ibandronate.toml", shipped("drugs/pamidronate.toml"))
    changed = Library.load(own)
    assert changed.drug("denosumab").parameters.floats()["central_volume_ml"] == 3000.0
    assert changed.drug("ibandronate").kind == "bisphosphonate"
    assert library.drug("denosumab").parameters.floats()["central_volume_ml"] == 2620.0


def test_a_folder_may_bring_its_own_references(folder):
    folder("references.bib", "@misc{mine_2024, title = {Mine}}")
    own = folder(
        "physiology/x.toml",
        '[a]\nx_days = { value = "1 day", source = "mine_2024", basis = "assumed" }',
    )
    assert Library.load(own).parameters["x_days"].value == 1.0


def test_every_fault_of_every_file_is_listed(folder):
    folder("drugs/x.toml", 'kind = "hormone"')
    folder("cancers/y.toml", "title = ")
    text = shipped("cancers/breast.toml")
    text = text.replace("age_years", "age_yeers").replace('value = "68 kg"', 'value = "68 Gy"')
    own = folder("cancers/z.toml", text.replace("huang_2020", "hung_2020"))
    assert faults(own) == [
        ("", "is no valid TOML: invalid value (at end of document)"),
        ("age_yeers", 'unknown key; did you mean "age_years"?'),
        ("weight_kg.value", '"Gy" is no unit of body weight; use one of kg, g'),
        (
            "bone_spread_probability.source",
            '"hung_2020" is no key of references.bib; did you mean "huang_2020"?',
        ),
        ("kind", '"hormone" is no kind of drug; use one of rankl_inhibitor, bisphosphonate'),
    ]


def test_a_number_needs_source_and_basis(folder):
    own = folder(
        "drugs/d.toml",
        shipped("drugs/denosumab.toml").replace(', source = "gibiansky_2012"', "", 1),
    )
    assert faults(own) == [("parameters.absorption_rate_per_day.source", "is missing")]
    text = shipped("drugs/denosumab.toml")
    line = next(line for line in text.splitlines() if line.startswith("bioavailability"))
    own = folder("drugs/d.toml", text.replace(line, "bioavailability = 0.61"))
    assert faults(own) == [
        ("parameters.bioavailability", 'write it as { value = "0.61", source = "…", basis = "…" }')
    ]


@pytest.mark.parametrize("value", ["-3 per day", "-1e-9 per day"])
def test_no_number_is_negative(folder, value):
    text = shipped("drugs/denosumab.toml").replace("half-life 2.7 days", value)
    (where, message), *rest = faults(folder("drugs/d.toml", text))
    assert (where, rest) == ("parameters.absorption_rate_per_day.value", [])
    assert message.endswith("is not possible for a rate; it must be more than 0")


def test_a_share_is_at_most_one(folder):
    text = shipped("cancers/breast.toml").replace('"37 %"', '"137 %"')
    assert faults(folder("cancers/b.toml", text)) == [
        ("prior_sre_share.value", "1.37 is not possible for a share; it must be at most 1")
    ]


def test_a_name_occurs_once_in_the_model(folder):
    line = 'x = { value = 1, source = "lemaire_2004", basis = "published" }\n'
    own = folder("physiology/x.toml", f"[a]\n{line}[b]\n{line}")
    assert faults(own) == [("b.x", "this name occurs twice")]


def test_an_unreadable_library_is_one_clear_line(tmp_path, folder):
    assert faults(tmp_path / "nowhere") == [("", "no such library folder")]
    assert faults(folder("drug/d.toml", "")) == [
        ("", 'unknown folder of a library; did you mean "drugs"?')
    ]


def test_a_copy_of_the_library_loads(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "copy")
    assert set(Library.load(tmp_path / "copy").drugs) == set(Library.load().drugs)


@pytest.mark.parametrize(
    ("file", "change", "where", "message"),
    [
        ("assessments/mri.toml", ('"imaging"', '"imagin"'), "kind", 'did you mean "imaging"'),
        ("assessments/mri.toml", ('"90.4 %"', '"90.4"'), "best_sensitivity.value", "at most 1"),
        ("procedures/vertebroplasty.toml", ('"cement"', '"cemen"'), "does", 'mean "cement"'),
        (
            "procedures/vertebroplasty.toml",
            ('"7 days"', '"7"'),
            "soon_days.value",
            "without its unit",
        ),
        ("procedures/radiotherapy_8gy_1.toml", ("fraction_gy", "# "), "", "needs fractions"),
        ("medicines/saline.toml", ('"5 L/day"', '"5 mg/day"'), "dose_l_per_day.value", "mg/day"),
        ("medicines/codeine.toml", ("step = 2", "step = 4"), "step", "at most 3"),
        (
            "symptoms/thirst.toml",
            ('"2.85 mmol/L"', '"2.85"'),
            "threshold.value",
            "without its unit",
        ),
        ("symptoms/thirst.toml", ('"within a week"', '"soon"'), "red_flag", "not possible here"),
        ("symptoms/thirst.toml", ("walsh_2016", "walsh_2061"), "source", 'mean "walsh_2016"'),
        ("symptoms/loose_tooth.toml", ("events", "# "), "", "needs a reading"),
        ("standards/usual.toml", ("reporting =", "reportin ="), "reportin", 'mean "reporting"'),
    ],
)
def test_a_fault_in_a_fact_about_care_says_where(folder, file, change, where, message):
    found = faults(folder(file, shipped(file).replace(*change)))
    assert any(at == where and message in said for at, said in found), found

import re
from pathlib import Path

import pytest

from osteon.base.citations import (
    REFERENCES_PATH,
    find_reference,
    format_reference,
    load_references,
)
from osteon.base.errors import InputError

ROOT = Path(__file__).parents[3]
KEY = re.compile(r"\b[a-z]+(?:_[a-z]+)?_(?:19|20)\d\d\b")


def test_a_reference_becomes_one_line():
    assert format_reference(find_reference("lemaire_2004")) == (
        "Lemaire V, Tobin FL, Greller LD, Cho CR, Suva LJ. Modeling the interactions between "
        "osteoblast and osteoclast activities in bone remodeling. Journal of Theoretical Biology "
        "2004;229:293–309. doi:10.1016/j.jtbi.2004.03.023."
    )


def test_further_authors_are_others():
    assert format_reference(find_reference("yang_2011")).startswith("Yang HL, et al. Diagnosis")


def test_every_reference_can_be_printed():
    for reference in load_references().values():
        assert reference.title, reference.key
        assert "{" not in format_reference(reference)


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(InputError, match='no reference "lemair_2004"; did you mean "lemaire_2004"'):
        find_reference("lemair_2004")


def test_every_key_named_in_the_code_is_in_the_bibliography():
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in (ROOT / "src").rglob("*.py")
        for key in KEY.findall(path.read_text(encoding="utf-8"))
        if key not in load_references()
    }
    assert not missing


def test_the_bibliography_at_the_root_is_the_same_file():
    assert (ROOT / "references.bib").resolve() == REFERENCES_PATH.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@misc{a, title = {x}}\n@misc{a, title = {y}}", "this key occurs twice"),
        ("@misc{a, title = {x}", "this entry is never closed"),
    ],
)
def test_a_broken_bibliography_is_a_fault(tmp_path, text, message):
    path = tmp_path / "references.bib"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_references(path)


def test_quoted_and_bare_values_are_read(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text('@misc{a,\n title = "One {T}itle",\n year = 1999 }\n', encoding="utf-8")
    assert dict(load_references(path)["a"].fields) == {"title": "One Title", "year": "1999"}

"""A new drug is a file in a folder, and no code."""

import pytest

from osteon import InputError, Library, Trial
from osteon.library.library import SHIPPED

TRIAL = """
title = "Weak against strong"
horizon = "1 year"
design = "twin"
endpoints = ["untx"]
[cohort]
cancer = "breast"
n = 30
[[arm]]
name = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
[[arm]]
name = "new"
bone_agent = "weakumab 1 mg sc q4w"
"""


@pytest.fixture
def folder(tmp_path):
    text = (SHIPPED / "drugs" / "denosumab.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("title", "aliases"))]
    (tmp_path / "drugs").mkdir()
    own = 'title = "weakumab"\n' + "\n".join(lines)
    (tmp_path / "drugs" / "weakumab.toml").write_text(own, encoding="utf-8")
    (tmp_path / "trial.toml").write_text(TRIAL, encoding="utf-8")
    return tmp_path


def test_a_drug_of_ones_own_is_given_in_a_trial(folder):
    library = Library.load(folder)
    result = Trial.load(folder / "trial.toml", library).run()
    doses = result.tables["doses"].groupby("arm")["drug"].unique()
    assert "weakumab" in doses["new"]
    assert "denosumab" not in doses["new"]
    untx = result.tables["observations"].query("assessment == 'untx' and day == 84")
    level = untx.groupby("arm")["value"].median()
    assert level["new"] > 1.3 * level["denosumab"]


def test_without_its_folder_nobody_knows_it(folder):
    with pytest.raises(InputError, match="weakumab"):
        Trial.load(folder / "trial.toml")

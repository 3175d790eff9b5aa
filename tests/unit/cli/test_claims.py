import json

import pytest

from osteon.base.errors import InputError
from osteon.cli.claims import choose
from osteon.library.library import Library

QUICK = ("C004", "C005")


def test_claims_are_judged(call):
    done = call("claims", *QUICK)
    assert done.exit_code == 0
    assert "C004" in done.stdout
    assert "at least 1.5" in done.stdout
    assert "kakhki_2013" in done.stdout
    assert "2 claims: 2 holds." in done.stdout


def test_a_mechanism_can_be_switched_off(call):
    assert "1 claims: 1 fails." in call("claims", "C004", "--off").stdout


def test_json_gives_a_row_for_each_figure(call):
    rows = json.loads(call("claims", "C004", "--format", "json").stdout)
    assert [row["claim"] for row in rows] == ["C004"] * 2
    assert {"statement", "figure", "value", "band", "verdict", "evidence"} <= set(rows[0])


def test_the_page_lists_each_claim_with_its_evidence(call):
    page = call("claims", *QUICK, "--format", "markdown").stdout
    assert page.startswith("# What readers are told")
    assert page.count("\n### ") == 2
    assert "Switched off for the test" in page
    assert "Nucl" in page.split("## Evidence")[1]


def test_claims_are_chosen_by_name_or_topic():
    library = Library.load()
    assert [claim.name for claim in choose(library, ("c004",))] == ["C004"]
    assert {claim.topic for claim in choose(library, ("spread",))} == {"spread"}
    assert len(choose(library, ())) == len(library.claims)


def test_unknown_claims_are_told_at_once():
    with pytest.raises(InputError, match="C0004") as caught:
        choose(Library.load(), ("C0004", "spraed"))
    assert 'did you mean "spread"' in str(caught.value)

"""The declaration is complete: every state moves, every number is known and sourced."""

import pytest

from osteon.model.equations.shapes import falling, rising
from osteon.model.symbolic import Graph
from support.evaluate import evaluate
from support.lives import LESION, library, model, values_of

M = model().declaration
FOLLOWERS = [*M.followers.values(), *M.lesion_followers.values()]
LINES = [
    *M.lets, *M.couplings.values(), *M.totals.values(), *M.read_totals.values(),
    *M.rates.values(), *M.lesion_rates.values(), *M.readings.values(),
    *(event.trigger for event in M.events.values()),
    *(line for follower in FOLLOWERS for line in (follower.gain, follower.loss)),
]  # fmt: skip


def test_every_state_has_one_rate():
    assert set(M.rates) == set(M.states)
    assert set(M.lesion_rates) == set(M.lesion_states)


def test_every_symbol_is_used_once():
    states = (*M.states.values(), *M.lesion_states.values(), *FOLLOWERS)
    symbols = [state.symbol for state in states]
    assert len(set(symbols)) == len(symbols)


def test_no_two_different_quantities_have_one_name():
    nodes = {}
    for line in M.lets:
        nodes.setdefault(line.name, set()).add(line.expr.node)
    assert {name for name, different in nodes.items() if len(different) > 1} == set()


def test_every_equation_has_a_unit_and_names_a_known_reference():
    known = set(library().references)
    assert {line.name: line.cite for line in LINES if line.cite not in known} == {}
    assert [line.name for line in LINES if not line.unit] == []


def test_every_number_of_the_model_comes_from_the_library():
    assert set(M.parameters) <= set(values_of())


def test_the_shape_of_a_lesion_is_known_to_the_tests():
    assert set(M.lesion_parameters) == set(LESION)


def test_no_hazard_and_no_reading_names_a_drug_or_depends_on_its_amounts():
    drug = {
        name
        for name in M.states
        if name.startswith(("inhibitor", "depot", "bisphosphonate_effect"))
    }
    assert drug
    hazards = {name: event.trigger.expr for name, event in M.events.items()}
    for name, expr in hazards.items():
        seen = {leaf.name for _, leaf in M.graph.leaves([expr.node]) if leaf.kind == "state"}
        assert not seen & drug, name
        assert not any(text in name for text in ("denosumab", "zoledronic", "pamidronate"))


def test_no_rate_reads_the_stock_of_bone_calcium():
    for name, line in M.rates.items():
        seen = {leaf.name for _, leaf in M.graph.leaves([line.expr.node])}
        assert "bone_calcium" not in seen, name


@pytest.mark.parametrize("exponent", [0.3, 1.0, 8.5])
def test_normalised_curves_are_one_at_rest_and_keep_their_plateaus(exponent):
    x = Graph().leaf("x", "a")
    up, down = rising(x, 0.3, 3.0, exponent), falling(x, 3.0, 0.4, exponent)
    assert evaluate(up, a=1.0).real == pytest.approx(1.0, rel=1e-14)
    assert evaluate(down, a=1.0).real == pytest.approx(1.0, rel=1e-14)
    far, near = 10 ** (20 / exponent), 10 ** (-20 / exponent)
    assert evaluate(up, a=far).real == pytest.approx(3.3, rel=1e-12)
    assert evaluate(up, a=near).real == pytest.approx(0.3, rel=1e-12)
    assert evaluate(down, a=far).real == pytest.approx(0.4, rel=1e-12)
    assert evaluate(down, a=near).real == pytest.approx(3.0, rel=1e-12)

"""Calcium is neither made nor lost: what leaves gut, bone and lesions is in blood or urine.

The stock `bone_calcium` is the skeleton as if no lesion had taken over part of it. So with lesions
of density c, region V, lamellar mineral m and woven mineral w with a share s of its calcium,
the account over any time is

    d[P + BCa + sum c V (m + s w - 1)] = J40 - J27 + infusion - sum c V k (resorption - osteoblasts)

where the last sum is the turnover of the bone that lies within the regions, which BCa counts too.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.engine import Agenda, advance
from support.evaluate import Interpreter
from support.lives import (
    BLASTIC,
    LESION,
    LYTIC,
    MIXED,
    OneLife,
    grown,
    lesion_state,
    lives_of,
    model,
    monthly,
    values_of,
)

LESIONS = [{**LYTIC, "tumour_volume_cm3": 6.0}, {**BLASTIC, "tumour_volume_cm3": 4.0}, MIXED]
CONTENT = ("calcium_per_bone_mmol_per_cm3", "woven_calcium_share")


def stock(lives):
    """Return calcium in blood, bone and lesions beyond what normal bone there would hold [mmol]."""
    density, share = (values_of()[name] for name in CONTENT)
    woven = lesion_state(lives, "woven_mineral")
    mineral = lesion_state(lives, "lamellar_mineral") + share * woven - 1
    extra = density * (lesion_state(lives, "region") * mineral).sum(1)
    return float((lives.state("calcium") + lives.state("bone_calcium") + extra)[0])


def income(lives, values, lesions):
    """Return what crosses the border of blood, bone and lesions [mmol/d]."""
    see = Interpreter(lives, values, [{**LESION, **lesion} for lesion in lesions])
    gut, urine = see.named("J40: calcium from the gut", "J27: calcium in urine")
    m = lives.model.declaration
    resorption, builders = see.of_body(
        [m.couplings["resorption"].expr, m.couplings["osteoblasts"].expr]
    )
    infusion = lives.inputs[0, list(m.inputs).index("calcium_infusion_mmol_per_day")]
    inside = values["calcium_per_bone_mmol_per_cm3"] * lesion_state(lives, "region").sum()
    own_turnover = inside * values["lesion_turnover_per_day"] * (resorption - builders)
    return 24 * (gut - urine) + infusion - own_turnover


def stock_rate(lives):
    """Return the rate of the stock from the rates of the states [mmol/d]."""
    life = OneLife(lives)
    f, fn = life.split(life.rates(life.state))
    names, lesion_names = model().states, list(model().declaration.lesion_states)
    rate = dict(zip(lesion_names, fn.T, strict=True))
    now = {name: lesion_state(lives, name)[0] for name in lesion_names}
    density, share = (values_of()[name] for name in CONTENT)
    mineral = now["lamellar_mineral"] + share * now["woven_mineral"] - 1
    lesions = (
        rate["region"] * mineral
        + now["region"] * (rate["lamellar_mineral"] + share * rate["woven_mineral"])
    )[: life.size]
    return f[names.index("calcium")] + f[names.index("bone_calcium")] + density * lesions.sum()


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3), st.floats(0, 20), st.floats(0, 30))
def test_the_account_closes_at_any_state(seed, n_lesions, pthrp, infusion):
    rng = np.random.default_rng(seed)
    inputs = {"external_pthrp_pm": pthrp, "calcium_infusion_mmol_per_day": infusion}
    lives = lives_of(LESIONS[:n_lesions], inputs=inputs)
    lives.body *= np.exp(0.2 * rng.standard_normal(lives.body.shape))
    lives.lesions *= np.exp(0.2 * rng.standard_normal(lives.lesions.shape))
    lives.lesions[:, :n_lesions] += 0.05 * rng.random(lives.lesions[:, :n_lesions].shape)
    expected = income(lives, values_of(), LESIONS[:n_lesions])
    assert stock_rate(lives) == pytest.approx(expected, abs=1e-9 * (100 + abs(expected)))


@pytest.mark.parametrize("n_lesions", [0, 3])
def test_the_account_closes_over_a_treated_course(n_lesions):
    lesions = LESIONS[:n_lesions]
    lives = grown(lesions, drugs=["denosumab"])
    lives.set_input("calcium_infusion_mmol_per_day", 4.0)
    agenda, values = Agenda.of([monthly("denosumab", 120.0, 2)]), values_of(["denosumab"])
    before, earned, step = stock(lives), 0.0, 0.25
    advance(lives, 0.0, agenda)
    left = income(lives, values, lesions)
    for day in np.arange(0.0, 42.0, step):
        advance(lives, day + step / 2, agenda, rtol=1e-8)
        middle = income(lives, values, lesions)
        advance(lives, day + step, agenda, rtol=1e-8)
        right = income(lives, values, lesions)
        earned += step / 6 * (left + 4 * middle + right)
        left = right
    moved = abs(lives.state("bone_calcium")[0] - values["deep_bone_calcium_mmol"] - 100.0)
    assert moved > 10.0
    assert stock(lives) - before == pytest.approx(earned, abs=2e-3)


def test_an_account_without_the_lesions_would_not_close():
    lives = grown(LESIONS)
    values = values_of()
    rate, expected = stock_rate(lives), income(lives, values, LESIONS)
    assert rate == pytest.approx(expected, abs=1e-9)
    life = OneLife(lives)
    f, _ = life.split(life.rates(life.state))
    names = model().states
    without = f[names.index("calcium")] + f[names.index("bone_calcium")]
    assert abs(without - expected) > 1e-3

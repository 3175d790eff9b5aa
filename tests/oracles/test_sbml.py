"""The exported physiology, read and solved by libroadrunner, takes the course that osteon takes."""

from itertools import pairwise

import numpy as np
import pytest

import osteon
from support.lives import model

WHY = "not installed; it is in the dependency group bench, which `make bench` installs"
WEEKS, REST = 157, 1e-9
STATES = model().declaration.states
CASES = [
    pytest.param(regimen, published, id=f"{regimen or 'untouched'}, published={published}")
    for regimen in (None, "denosumab 120 mg sc q4w x 39")
    for published in (True, False)
]


def by_osteon(regimen, published, infuse=()):
    frame = osteon.body(
        regimen, every="3.5 days", published=published, infuse=infuse, rtol=1e-10
    ).iloc[1::2]
    return {name: frame[state.symbol].to_numpy() for name, state in STATES.items()}


def by_roadrunner(regimen, published, infuse=()):
    roadrunner = pytest.importorskip("roadrunner", reason=f"libroadrunner is {WHY}")
    engine = roadrunner.RoadRunner(osteon.body_sbml(regimen, published=published, infuse=infuse))
    names = list(engine.model.getRateRuleSymbols())
    scales = [STATES[name].scale for name in names]
    engine.timeCourseSelections = ["time", *names]
    engine.integrator.relative_tolerance = 1e-10
    engine.integrator.absolute_tolerance = 1e-12 * min(scales)
    engine.integrator.maximum_num_steps = 1_000_000
    # Half a week off, because at the instant of a dose the two show either side of it.
    table = np.array(engine.simulate(0, 3.5 * (2 * WEEKS - 2), 2 * WEEKS - 1))[1::2]
    return dict(zip(names, table[:, 1:].T, strict=True))


def errors(regimen, published, infuse=()):
    theirs = by_roadrunner(regimen, published, infuse)
    ours = by_osteon(regimen, published, infuse)
    largest = {name: np.abs(ours[name]).max() for name in theirs}
    return {
        name: np.abs(theirs[name] - ours[name]).max() / largest[name]
        for name in theirs
        if largest[name] > REST * STATES[name].scale
    }


@pytest.mark.parametrize(("regimen", "published"), CASES)
def test_every_state_agrees_to_a_millionth_of_its_maximum(regimen, published):
    off = errors(regimen, published)
    assert len(off) >= (31 if regimen else 28)
    assert {name: error for name, error in off.items() if not error < 1e-6} == {}


def test_an_infusion_agrees_too():
    off = errors(None, False, ("calcium 1 mmol/h from 2 days for 14 days",))
    assert max(off.values()) < 1e-6


def test_the_file_is_valid_sbml():
    libsbml = pytest.importorskip("libsbml", reason=f"python-libsbml is {WHY}")
    document = libsbml.readSBMLFromString(osteon.body_sbml("denosumab 120 mg sc q4w x 39"))
    # Literal factors such as 24 h/d carry no unit, so units are not asked to balance.
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    found = [document.getError(k).getMessage() for k in range(document.getNumErrors())]
    assert found == []


def test_identifiers_are_unique():
    identifiers = osteon.body_sbml("denosumab 120 mg sc q4w x 39").split(' id="')[1:]
    names = sorted(text.split('"', 1)[0] for text in identifiers)
    assert all(one != other for one, other in pairwise(names))

"""Eight lives side by side live as each would alone in the scalar kernel, events included."""

import numpy as np
import pytest

from osteon import simulate, standard_care
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Agenda, Recording, advance, begin
from osteon.model.parameters import assign_slots
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.cohort import Cohort
from osteon.sim.run_in import run_in

DAYS = np.arange(0.0, 1036.0, 28.0)


def lived(kernel, monkeypatch, order=slice(None), cancer="prostate", n=60):
    """Return readings and events of a random cohort on denosumab, by patient."""
    monkeypatch.setenv("OSTEON_KERNEL", kernel)
    library, model = Library.load(), compiled_model()
    people = Cohort.sample(cancer, n, seed=7).take(np.arange(n)[order])
    slots = assign_slots(library, ["denosumab"])
    lives = begin(
        model,
        parameters_in_arm(people, library, slots, model.parameters),
        lesion_parameters(people, model.lesion_parameters),
        people.sizes,
        patients=people.patients,
        seed=people.seed,
    )
    run_in(lives, people, library)
    code = model.jump_code("inhibitor_dose_mg")
    doses = [(float(day), code, 120.0) for day in DAYS]
    recording = Recording.of(lives, DAYS)
    fired = advance(lives, 1036.0, Agenda.of([doses] * n), recording)
    back = np.argsort(people.patients)
    events = sorted(
        zip(people.patients[fired.row], fired.code, fired.lesion, fired.day, strict=True)
    )
    return recording.readings[back], events


def test_lanes_agree_with_the_scalar_kernel_on_readings_and_every_event(monkeypatch):
    one, events = lived("scalar", monkeypatch)
    eight, events_in_lanes = lived("lanes", monkeypatch)
    assert len(events) > 40  # deaths, fractures, radiotherapy: the comparison is not empty
    assert [e[:3] for e in events] == [e[:3] for e in events_in_lanes]
    days = np.array([[e[3], f[3]] for e, f in zip(events, events_in_lanes, strict=True)])
    np.testing.assert_allclose(days[:, 0], days[:, 1], atol=1e-4)
    np.testing.assert_array_equal(np.isnan(one), np.isnan(eight))
    scale = np.nanmax(np.abs(one), axis=(0, 1)) + 1e-9
    assert np.nanmax(np.abs(one - eight) / scale) < 1e-5


@pytest.mark.parametrize("seed", [1, 2])
def test_no_lane_depends_on_its_neighbours(monkeypatch, seed):
    readings, events = lived("lanes", monkeypatch)
    order = np.random.default_rng(seed).permutation(60)
    shuffled, events_shuffled = lived("lanes", monkeypatch, order)
    np.testing.assert_array_equal(readings, shuffled)
    assert events == events_shuffled


def test_the_whole_clinic_is_the_same_in_both_kernels(monkeypatch):
    """First doses between two stops are tried with too long a step, which must leave no trace."""
    care = standard_care("denosumab 120 mg sc q4w")
    events = {}
    for kernel in ("scalar", "lanes"):
        monkeypatch.setenv("OSTEON_KERNEL", kernel)
        told = simulate(Cohort.sample("breast", 48, seed=1), care, "1 year", seed=1).frame("events")
        events[kernel] = told[["patient", "kind", "site"]].values.tolist()
    assert len(events["lanes"]) > 100
    assert events["lanes"] == events["scalar"]

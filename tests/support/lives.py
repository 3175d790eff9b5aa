"""Short ways to make lives, to carry them forward and to ask the kernels about one of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from osteon.library.library import Library
from osteon.model.compiled import CompiledModel, compiled_model
from osteon.model.engine import (
    Agenda,
    Fired,
    Lives,
    Recording,
    advance,
    begin,
    parameter_rows,
    settle,
)
from osteon.model.parameters import assign_slots, patient_values

# A thoracic vertebra with a lesion that makes and breaks bone alike.
LESION = {
    "at_cervical_cord": 0.0,
    "at_lumbar_cord": 0.0,
    "at_thoracic_cord": 1.0,
    "bone_volume_cm3": 40.0,
    "capacity_share": 1.0,
    "epidural_spread": 0.3,
    "fall_fracture_probability": 0.01,
    "flare_prone": 0.0,
    "fracture_rate_per_day": 8e-6,
    "growth_rate_per_day": 0.0035,
    "long_bone": 0.0,
    "osteoblast_block": 0.3,
    "osteoblast_stimulus": 2.0,
    "pain_sensitivity": 1.0,
    "radiation_response": 0.9,
    "resorptive_stimulus": 0.6,
    "stress_exponent": 1.0,
    "tumour_volume_cm3": 4.0,
}
LYTIC = {"resorptive_stimulus": 0.9, "osteoblast_stimulus": 0.2, "osteoblast_block": 1.2}
MIXED = {"resorptive_stimulus": 0.6, "osteoblast_stimulus": 2.0, "osteoblast_block": 0.3}
BLASTIC = {"resorptive_stimulus": 0.15, "osteoblast_stimulus": 6.0, "osteoblast_block": 0.0}
NO_STIMULUS = {"resorptive_stimulus": 0.0, "osteoblast_stimulus": 0.0, "osteoblast_block": 0.0}
RUN_IN_DAYS = 450.0


@cache
def library() -> Library:
    return Library.load()


def model() -> CompiledModel:
    return compiled_model()


def values_of(
    drugs: Sequence[str] = (),
    sets: Sequence[str] = (),
    overrides: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return every parameter of one patient by name."""
    return patient_values(library(), assign_slots(library(), drugs), sets, overrides)


def lives_of(  # noqa: PLR0913  orthogonal choices with good defaults
    lesions: Sequence[Mapping[str, float]] = (),
    *,
    n: int = 1,
    overrides: Mapping[str, float] | None = None,
    drugs: Sequence[str] = (),
    sets: Sequence[str] = (),
    inputs: Mapping[str, float] | None = None,
    patients: Sequence[int] | None = None,
    seed: int = 1,
    width: int | None = None,
) -> Lives:
    """Return n alike lives without hazards; each lesion names what differs from `LESION`.

    Vitamin D intake sustains the level at which the lives begin, unless `inputs` says otherwise.
    """
    m = model()
    values = values_of(drugs, sets, overrides)
    own = np.zeros((n, max(len(lesions), width or 0, 1), len(m.lesion_parameters)))
    for place, lesion in enumerate(lesions):
        known = {**LESION, **lesion}
        own[:, place] = [known[name] for name in m.lesion_parameters]
    lives = begin(
        m,
        parameter_rows(m.parameters, n, values),
        own,
        np.full(n, len(lesions)),
        patients=np.arange(n) if patients is None else np.asarray(patients),
        seed=seed,
    )
    start = {"hazards": 0.0, "vitamin_d_target": values["vitamin_d_ratio"]}
    for name, value in {**start, **(inputs or {})}.items():
        lives.set_input(name, value)
    return lives


def run_in(lives: Lives, lesions: Sequence[Mapping[str, float]], days: float = RUN_IN_DAYS) -> None:
    """Let lesions grow to their stated volume along a logistic curve, without events."""
    names = list(lives.model.declaration.lesion_states)
    share = library().parameters["lesion_volume_share"].value
    per_tumour = library().parameters["region_per_tumour"].value
    for place, changes in enumerate(lesions):
        lesion = {**LESION, **changes}
        capacity = lesion["bone_volume_cm3"] * share / per_tumour * lesion["capacity_share"]
        final = lesion["tumour_volume_cm3"]
        growth = np.exp(lesion["growth_rate_per_day"] * days)
        seed = capacity / (1 + (capacity / final - 1) * growth) if final else 0.0
        lives.lesions[:, place, names.index("tumour")] = seed
        lives.lesions[:, place, names.index("region")] = max(seed, 1e-9) * per_tumour
    kept = lives.inputs.copy()
    settle(lives)
    lives.set_input("hazards", 0.0)
    lives.set_input("tumour_feedback", 0.0)
    advance(lives, days)
    lives.inputs[:] = kept
    lives.day[:] = 0.0


def grown(lesions: Sequence[Mapping[str, float]], **how) -> Lives:
    """Return lives with lesions that have grown in place; arguments as for `lives_of`."""
    lives = lives_of(lesions, **how)
    run_in(lives, lesions)
    return lives


def doses(drug: str, dose_mg: float, days: Iterable[float]) -> list[tuple[float, int, float]]:
    """Return the jumps that give a drug on some days, for lives that know this one drug only."""
    jump = assign_slots(library(), [drug]).jumps[drug]
    return [(float(day), model().jump_code(jump), dose_mg) for day in days]


def monthly(drug: str, dose_mg: float, n: int = 39) -> list[tuple[float, int, float]]:
    return doses(drug, dose_mg, [28.0 * k for k in range(n)])


def course(
    lives: Lives,
    days: Sequence[float],
    jumps: Sequence[tuple[float, int, float]] = (),
    *,
    rtol: float = 1e-6,
    **how,
) -> tuple[dict[str, np.ndarray], Fired]:
    """Advance lives; return their readings by name, each (n, n_days), and the events."""
    recording = Recording.of(lives, days)
    fired = advance(lives, days[-1], Agenda.of([jumps] * len(lives)), recording, rtol=rtol, **how)
    names = enumerate(lives.model.readings)
    return {name: recording.readings[:, :, index] for index, name in names}, fired


def state_course(
    lives: Lives,
    days: Sequence[float],
    jumps: Sequence[tuple[float, int, float]] = (),
    *,
    rtol: float = 1e-6,
) -> np.ndarray:
    """Advance lives over `days`; return the states of the body, shape (n, n_days, n_states)."""
    recording = Recording.of(lives, days, states=True)
    advance(lives, days[-1], Agenda.of([jumps] * len(lives)), recording, rtol=rtol)
    return recording.states


def lesion_state(lives: Lives, name: str) -> np.ndarray:
    """Return one state of every lesion, shape (n, n_lesions)."""
    return lives.lesions[:, :, list(lives.model.declaration.lesion_states).index(name)]


class OneLife:
    """The kernels' functions for one row of a group of lives, on one flat vector of states."""

    def __init__(self, lives: Lives, row: int = 0) -> None:
        self.kernels = lives.model.kernels
        self.size = int(lives.sizes[row])
        self.lives, self.row = lives, row
        self.scale = np.concatenate(
            [self.kernels.BODY_SCALE, np.tile(self.kernels.LESION_SCALE, self.size)]
        )

    @property
    def _setting(self) -> tuple[np.ndarray, ...]:
        a, row = self.lives, self.row
        return a.constants[row], a.lesion_constants[row], a.inputs[row], a.marks[row]

    @property
    def state(self) -> np.ndarray:
        return self.join(self.lives.body[self.row], self.lives.lesions[self.row])

    def split(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        body = np.ascontiguousarray(x[: self.kernels.BODY_STATES])
        lesions = np.zeros((max(1, self.size), self.kernels.LESION_STATES))
        lesions[: self.size] = x[self.kernels.BODY_STATES :].reshape(
            self.size, self.kernels.LESION_STATES
        )
        return body, lesions

    def join(self, body: np.ndarray, lesions: np.ndarray) -> np.ndarray:
        return np.concatenate([body, lesions[: self.size].ravel()])

    def rates(self, x: np.ndarray) -> np.ndarray:
        """Return the rates per day."""
        body, lesions = self.split(x)
        f, fn = np.zeros_like(body), np.zeros_like(lesions)
        self.kernels.rates(body, lesions, self.size, *self._setting, f, fn)
        return self.join(f, fn)

    def hazards(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return hazards per day of the body and, shape (n_lesions, n_hazards), of the lesions."""
        h, hn, _, _ = self.within(x)
        return h, hn

    def within(
        self, x: np.ndarray, v: np.ndarray | None = None, vn: np.ndarray | None = None
    ) -> tuple[np.ndarray, ...]:
        """Return hazards, and rates of the followers, of the body and of the lesions.

        A step of no length is at its own Gauss points. The followers are those of the row, unless
        others are given.
        """
        (body, lesions), kernels, most = self.split(x), self.kernels, max(1, self.size)
        v = self.lives.followers[self.row] if v is None else v
        vn = self.lives.lesion_followers[self.row] if vn is None else vn
        h, hn = np.zeros(2 * kernels.BODY_HAZARDS), np.zeros((most, 2 * kernels.LESION_HAZARDS))
        path = np.zeros((kernels.FOLLOWERS, 3))
        pathn = np.zeros((most, kernels.LESION_FOLLOWERS, 3))
        kernels.within(
            *(body, lesions, body, lesions, np.zeros_like(body), np.zeros_like(lesions)),
            *(np.zeros_like(body), np.zeros_like(lesions)),
            *(self.size, *self._setting, v, vn, 0.0, h, hn),
            *(np.zeros_like(v), np.zeros_like(vn), path.reshape(-1), pathn.reshape(most, -1)),
            *(np.zeros(1), np.zeros((most, kernels.KEPT))),
        )
        rate = path[:, 1] - path[:, 0] * v
        of_lesions = pathn[: self.size, :, 1] - pathn[: self.size, :, 0] * vn[: self.size]
        of_body = h[: kernels.BODY_HAZARDS]
        return of_body, hn[: self.size, : kernels.LESION_HAZARDS], rate, of_lesions

    def solve(self, x: np.ndarray, g: float, right: np.ndarray) -> np.ndarray:
        """Return the solution of ``(g I - J) z = right`` by the generated elimination."""
        body, lesions = self.split(x)
        lu = np.zeros(self.kernels.BODY_STORE)
        lun = np.zeros((len(lesions), self.kernels.LESION_STORE))
        f, fn = np.zeros_like(body), np.zeros_like(lesions)
        self.kernels.factorise(body, lesions, self.size, *self._setting, g, lu, lun, f, fn)
        r, rn = self.split(right)
        self.kernels.solve(lu, lun, self.size, r, rn)
        return self.join(r, rn)

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        """Return the Jacobian of the rates by central differences, extrapolated once."""
        columns = []
        for j in range(len(x)):
            h = 1e-4 * max(abs(x[j]), 1e-2 * self.scale[j])
            coarse, fine = self._difference(x, j, h), self._difference(x, j, h / 2)
            columns.append((4 * fine - coarse) / 3)
        return np.array(columns).T

    def _difference(self, x: np.ndarray, j: int, h: float) -> np.ndarray:
        above, below = x.copy(), x.copy()
        above[j] += h
        below[j] -= h
        return (self.rates(above) - self.rates(below)) / (above[j] - below[j])

    def jump(self, code: int, amount: float, struck: int = -1) -> None:
        """Apply a scheduled jump or an event to the row itself."""
        a, row = self.lives, self.row
        self.kernels.jump(
            code, struck, amount, a.body[row], a.lesions[row], self.size, *self._setting,
            a.followers[row], a.lesion_followers[row],
        )  # fmt: skip

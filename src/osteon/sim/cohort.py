"""A cohort: numbered patients with everything that describes them at the start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.library.cancers import Cancer
from osteon.library.cohort_file import Start
from osteon.library.library import Library
from osteon.sim.described import GivenLesions, read_patient
from osteon.sim.draws import Draws
from osteon.sim.patient import Patient
from osteon.sim.sample_lesions import LESION_VALUES, SampledLesions, sample_lesions
from osteon.sim.sample_person import SampledPeople, sample_people

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mix = Sequence[tuple[Cancer, float]]
_Group = tuple[Draws, SampledPeople, SampledLesions]


@dataclass(frozen=True)
class Cohort:
    """Numbered patients (in QSP: a virtual population).

    Attributes
    ----------
    seed : int
        Luck of everything that happens to them.
    patients : (n,) int
        Patient numbers.
    table : mapping of str to (n,) array
        What a table of baseline characteristics shows.
    values : mapping of str to (n,) float
        Parameters of the model that belong to the person.
    appears : (n, n_lesions) float
        Day on which each lesion appears, ascending [days]; 0 for what is there at entry, infinite
        for filler, which is not read.
    lesions : mapping of str to (n, n_lesions) float
        Parameters of the model that belong to a lesion.
    sites : (n, n_lesions) object
        Names of the bones.
    start : {"trial entry", "bone metastasis", "diagnosis", "advanced cancer"}
        Where day 0 stands in the course of the disease.
    """

    seed: int
    patients: Integers
    table: Mapping[str, NDArray[np.generic]]
    values: Mapping[str, Floats]
    appears: Floats
    lesions: Mapping[str, Floats]
    sites: NDArray[np.object_]
    start: Start = "trial entry"

    def __len__(self) -> int:
        return len(self.patients)

    @property
    def sizes(self) -> Integers:
        """Number of lesions at entry, shape (n,)."""
        return np.asarray((self.appears <= 0).sum(axis=1), np.int64)

    @property
    def all_sizes(self) -> Integers:
        """Number of lesions there ever are, shape (n,)."""
        return np.asarray(np.isfinite(self.appears).sum(axis=1), np.int64)

    def until(self, day: float) -> "Cohort":
        """Return the same patients without lesions that appear on a day or after it."""
        appears = np.where(self.appears < max(day, 1e-9), self.appears, np.inf)
        return replace(self, appears=appears).take(slice(None))

    @classmethod
    def sample(
        cls,
        cancer: str | Mix,
        n: int,
        *,
        seed: int = 1,
        start: Start = "trial entry",
        library: Library | None = None,
    ) -> "Cohort":
        """Return `n` patients drawn from the distributions of a cancer.

        Parameters
        ----------
        cancer : str or sequence of (Cancer, share)
            A name in the library, or a mix with the trial's own numbers laid over it.
        n : int
            How many; they are numbered from 0.
        seed : int
            Luck of their description and of all that happens to them.
        start : {"trial entry", "bone metastasis", "diagnosis", "advanced cancer"}
            With bone metastases and fit for a trial; just diagnosed, some with bone metastases; or
            with an advanced cancer that may spread to bone.

        Raises
        ------
        InputError
            The cancer is unknown or `n` is not positive.
        """
        facts = library or Library.load()
        if n <= 0:
            raise InputError(f"a cohort of {n} patients has nobody in it; n must be 1 or more")
        mix = ((facts.cancer(cancer), 1.0),) if isinstance(cancer, str) else tuple(cancer)
        numbers = np.arange(n, dtype=np.int64)
        return cls.sample_some(mix, numbers, seed=seed, library=facts, start=start)

    @classmethod
    def of(
        cls,
        patient: Patient,
        *,
        n: int = 1,
        seed: int = 1,
        library: Library | None = None,
    ) -> "Cohort":
        """Return `n` people of one description; what is not said of them is each one's own luck.

        Nobody leaves follow-up alive, since it is a life and no trial that is described.

        Raises
        ------
        InputError
            What is said is unknown or impossible, every fault is listed; or `n` is not positive.
        """
        facts = library or Library.load()
        if n <= 0:
            raise InputError(f"a cohort of {n} patients has nobody in it; n must be 1 or more")
        cancer, lesions = read_patient(patient, facts)
        draws = Draws(seed, np.arange(n, dtype=np.int64))
        return _join(seed, [_sample_group(cancer, draws, facts, lesions)])

    @classmethod
    def sample_some(
        cls,
        mix: Mix,
        patients: Integers,
        *,
        seed: int,
        library: Library,
        start: Start = "trial entry",
    ) -> "Cohort":
        """Return the patients of these numbers, ascending, as in any cohort that holds them."""
        bounds = np.cumsum([share for _, share in mix])
        which = np.minimum(
            np.searchsorted(bounds / bounds[-1], Draws(seed, patients).uniform("cancer")),
            len(mix) - 1,
        )
        groups = [
            _sample_group(entry, Draws(seed, patients[which == index]), library, start=start)
            for index, (entry, _) in enumerate(mix)
            if np.any(which == index)
        ]
        return _join(seed, groups, start)

    def without_lesions(self) -> "Cohort":
        """Return the same patients without any bone metastasis, now or later."""
        none = {"n_lesions": np.zeros(len(self), np.int64), "tumour_cm3": np.zeros(len(self))}
        appears = np.full_like(self.appears, np.inf)
        return replace(self, appears=appears, table={**self.table, **none})

    def take(self, rows: NDArray[np.bool_] | Integers | slice) -> "Cohort":
        """Return some of the patients, in the order asked for."""
        most = int(self.all_sizes[rows].max(initial=0))
        return Cohort(
            self.seed,
            self.patients[rows],
            {name: column[rows] for name, column in self.table.items()},
            {name: column[rows] for name, column in self.values.items()},
            self.appears[rows][:, :most],
            {name: column[rows][:, :most] for name, column in self.lesions.items()},
            self.sites[rows][:, :most],
            self.start,
        )


def _sample_group(
    cancer: Cancer,
    draws: Draws,
    library: Library,
    given: GivenLesions | None = None,
    start: Start = "trial entry",
) -> _Group:
    people = sample_people(cancer, draws, library)
    return draws, people, sample_lesions(cancer, draws, library, people, given=given, start=start)


def _join(seed: int, groups: Sequence[_Group], start: Start = "trial entry") -> Cohort:
    """Return one cohort in order of patient number from groups of one cancer each."""
    patients = np.concatenate([draws.patients for draws, _, _ in groups])
    order = np.argsort(patients, kind="stable")
    most = max(lesions.sites.shape[1] for _, _, lesions in groups)

    def one(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate(list(parts))[order]

    def padded(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
        return one(np.pad(a, ((0, 0), (0, most - a.shape[1])), mode="edge") for a in parts)

    def never(parts: Iterable[Floats]) -> Floats:
        widths = ((a, most - a.shape[1]) for a in parts)
        return one(np.pad(a, ((0, 0), (0, w)), constant_values=np.inf) for a, w in widths)

    _, first, _ = groups[0]
    table = {name: one(people.table[name] for _, people, _ in groups) for name in first.table}
    appears = never(lesions.appears for _, _, lesions in groups)
    lesions = {name: padded(own.values[name] for _, _, own in groups) for name in LESION_VALUES}
    inside = appears <= 0
    # In order, so that filler to the right of a patient's lesions changes no bit.
    burden = np.cumsum(lesions["tumour_volume_cm3"] * inside, axis=1)[:, -1]
    return Cohort(
        seed,
        patients[order],
        {
            "patient": patients[order],
            **table,
            "n_lesions": inside.sum(axis=1),
            "tumour_cm3": burden,
        },
        {name: one(people.values[name] for _, people, _ in groups) for name in first.values},
        appears,
        lesions,
        padded(own.sites for _, _, own in groups),
        start,
    )

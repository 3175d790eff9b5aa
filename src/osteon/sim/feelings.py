"""What patients feel, from the true state: when it begins, when it is over, and who tells when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.luck import hour_of, one_uniform, uniforms_of
from osteon.library.library import Library
from osteon.library.symptoms import Symptom
from osteon.model.engine import Floats, Integers
from osteon.sim.draws import spread_one, spread_out

# A symptom is over when its reading has come back this share of the way; else it would flicker.
RELIEF = 0.8
Reporting = Literal["prompt", "usual", "late"]
Bits = NDArray[np.bool_]


class Change(NamedTuple):
    """A symptom that begins or ends in one life; `lesion` is -1 for the whole patient."""

    row: int
    symptom: Symptom
    lesion: int
    value: float
    begins: bool


@dataclass
class Feelings:
    """Who feels which of the symptoms that follow a reading.

    Attributes
    ----------
    symptoms : tuple of Symptom
        Those of the body, or those of lesions.
    columns : (n_symptoms,) int
        Where the reading of each stands among the readings.
    limits : (n, 1 or n_lesions, n_symptoms) float
        At which reading each patient feels it; infinite for whoever never does. The sign is
        turned where a symptom is felt below its limit.
    relieved : same shape
        Below which it is over.
    felt : same shape, bool
    level : same shape
        From which on it is felt next: `relieved` where it is felt now, else `limits`.
    """

    symptoms: tuple[Symptom, ...]
    columns: NDArray[np.intp]
    signs: Floats
    limits: Floats
    relieved: Floats
    felt: Bits
    level: Floats

    @classmethod
    def of_body(
        cls, library: Library, readings: Sequence[str], patients: Integers, seed: int
    ) -> "Feelings":
        """Return the symptoms of the whole patient, before any is felt."""
        own = tuple(s for s in _reading_symptoms(library, "body") if s.reading in readings)
        return cls._of(own, readings, np.ones((len(patients), 1, len(own)), bool), patients, seed)

    @classmethod
    def of_lesions(
        cls,
        library: Library,
        readings: Sequence[str],
        bone_of: Integers,
        patients: Integers,
        seed: int,
    ) -> "Feelings":
        """Return the symptoms of each lesion, in the bone of that place, before any is felt."""
        own = tuple(s for s in _reading_symptoms(library, "lesion") if s.reading in readings)
        able = [[in_region(symptom, bone, library) for symptom in own] for bone in library.sites]
        possible = np.array(able, bool)[bone_of]
        return cls._of(own, readings, possible, patients, seed)

    @classmethod
    def _of(
        cls,
        own: tuple[Symptom, ...],
        readings: Sequence[str],
        possible: Bits,
        patients: Integers,
        seed: int,
    ) -> "Feelings":
        limits = np.full(possible.shape, np.inf)
        signs = np.array([-1.0 if symptom.below else 1.0 for symptom in own])
        for k, symptom in enumerate(own):
            mine = signs[k] * limits_of(symptom, patients, seed)
            limits[:, :, k] = np.where(possible[:, :, k], mine[:, None], np.inf)
        columns = np.array([readings.index(symptom.reading) for symptom in own], np.intp)
        with np.errstate(invalid="ignore"):
            relieved = limits - (1 - RELIEF) * np.abs(limits)
        felt = np.zeros(possible.shape, bool)
        return cls(own, columns, signs, limits, relieved, felt, limits.copy())

    def changes(self, rows: Integers, values: Floats) -> Iterator[Change]:
        """Yield what begins and what is over in some lives, and remember it.

        Parameters
        ----------
        values : (n_rows, 1 or n_lesions, n_readings) float
            Readings of these lives today; NaN, which nobody feels, of lesions that are not there.
        """
        if not self.symptoms:
            return
        reading = values.take(self.columns, axis=2)
        reading *= self.signs
        now = reading >= self.level[rows]
        other = np.flatnonzero(now != self.felt[rows])
        if not len(other):
            return
        i, lesion, k = np.unravel_index(other, now.shape)
        at, begins = (rows[i], lesion, k), now[i, lesion, k]
        self.felt[at] = begins
        self.level[at] = np.where(begins, self.relieved[at], self.limits[at])
        value = self.signs[k] * reading[i, lesion, k]
        for row, place, which, read, begun in zip(
            *(part.tolist() for part in (*at, value, begins)), strict=True
        ):
            symptom = self.symptoms[which]
            yield Change(row, symptom, place if symptom.of == "lesion" else -1, read, begun)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each symptom stands among the symptoms, by name."""
        return {symptom.name: place for place, symptom in enumerate(self.symptoms)}

    def still(self, change: Change) -> bool:
        """Whether what began is felt by now."""
        k = self.places[change.symptom.name]
        return bool(self.felt[change.row, max(change.lesion, 0), k])


def _reading_symptoms(library: Library, of: str) -> Iterator[Symptom]:
    return (s for s in library.symptoms.values() if s.reading and s.of == of)


def limits_of(symptom: Symptom, patients: Integers, seed: int) -> Floats:
    """Return at which reading each patient feels a symptom, infinite for whoever never does."""
    entry = symptom.threshold
    if entry is None:
        return np.full(len(patients), np.inf)
    z = ndtri(uniforms_of(seed, f"limit of {symptom.name}", patients, 0, 0))
    feels = uniforms_of(seed, f"feels {symptom.name}", patients, 0, 0) < symptom.felt_share.value
    never = -np.inf if symptom.below else np.inf
    return np.where(feels, spread_out(entry, z), never)


def in_region(symptom: Symptom, site: str, library: Library) -> bool:
    """Whether a symptom can come from a bone."""
    if symptom.region == "any":
        return True
    bone = library.sites.get(site)
    if bone is None:
        return False
    return bone.long_bone if symptom.region == "long_bones" else bone.cord_level != "none"


def report_delay(
    symptom: Symptom, reporting: Reporting, patient: int, onset: tuple[int, float], seed: int
) -> float:
    """Return how long a patient waits before telling of a symptom [days].

    `onset` is the lesion and the day it began; with the patient they key the luck.
    """
    lesion, day = onset
    luck = one_uniform(seed, f"telling of {symptom.name}", patient, lesion + 1, hour_of(day))
    usual = spread_one(symptom.report_delay_days, float(ndtri(luck)))
    return usual * symptom.delay_factor(reporting)

"""What charts say of the deposits of a group, as columns until a rule reads one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import KnownLesion
from osteon.library.assessments import Imaging
from osteon.model.engine import Floats, Integers
from osteon.sim.lesion_readings import NAMES

Bits = NDArray[np.bool_]
LYTIC_BELOW, BLASTIC_ABOVE = 0.85, 1.15
# Response criteria call a diameter that is larger by so much growth.
GROWN = 1.2
Place = tuple[Integers, Integers]
_LOOK_WORDS = ("lytic", "mixed", "blastic")
LOOKS = np.array(_LOOK_WORDS, object)
VOLUME, DIAMETER, MINERAL, LOSS, CORTEX, NARROWING = (
    NAMES.index(name)
    for name in (
        "volume_cm3",
        "diameter_mm",
        "mineral",
        "mineral_loss",
        "cortex_share",
        "narrowing",
    )
)


@dataclass
class KnownLesions:
    """Deposits that came into the charts; arrays of shape (n, n_lesions).

    Attributes
    ----------
    found_day : float
        When each was found; infinite where it is unknown [days].
    found_by : int
        Place of the assessment in `names`.
    look, volume_cm3, diameter_mm
        As when it was last seen to have changed.
    cortex_share, mineral_loss, canal_narrowed : float
        NaN until an image shows it.
    touches_cord : float
        Narrowing from which on an image that shows the canal calls it narrowed.
    mistaken : list of dict
        What is taken for a deposit though nothing is there, by bone, for each patient.
    """

    sites: NDArray[np.object_]
    found_day: Floats
    found_by: Integers
    look: Integers
    volume_cm3: Floats
    diameter_mm: Floats
    cortex_share: Floats
    mineral_loss: Floats
    canal_narrowed: Floats
    symptomatic: Bits
    mistaken: list[dict[str, KnownLesion]]
    touches_cord: float
    names: list[str] = field(default_factory=list)
    _said: dict[int, dict[int, KnownLesion | None]] = field(default_factory=dict)
    _told: dict[int, tuple[KnownLesion, ...]] = field(default_factory=dict)

    @classmethod
    def none(cls, sites: NDArray[np.object_], touches_cord: float) -> "KnownLesions":
        """Return charts that know of no deposit; the cord is touched from some narrowing on."""
        shape = sites.shape

        def unknown() -> Floats:
            return np.full(shape, np.nan)

        return cls(
            sites,
            found_day=np.full(shape, np.inf),
            found_by=np.zeros(shape, np.int64),
            look=np.zeros(shape, np.int64),
            volume_cm3=unknown(),
            diameter_mm=unknown(),
            cortex_share=unknown(),
            mineral_loss=unknown(),
            canal_narrowed=unknown(),
            symptomatic=np.zeros(shape, bool),
            mistaken=[{} for _ in range(len(sites))],
            touches_cord=touches_cord,
        )

    def see(
        self, place: Place, values: Floats, imaging: Imaging, day: Floats
    ) -> list[tuple[int, int, float, bool]]:
        """Enter deposits that images show; return (row, lesion, day, whether it is new).

        What the charts have just as it is shown is not returned.

        Parameters
        ----------
        place : (n,) int, (n,) int
            Life and deposit.
        values : (n, n_names) float
            Readings.
        day : (n,) float
        """
        changed = self._changed(place, values, imaging)
        if not changed.any():
            return []
        row, lesion, when = place[0][changed], place[1][changed], day[changed]
        self._enter(row, lesion, values[changed], imaging)
        new = self.found_day[row, lesion] == np.inf
        first = (row[new], lesion[new])
        self.found_day[first], self.found_by[first] = when[new], self._number(imaging.name)
        return list(zip(*(part.tolist() for part in (row, lesion, when, new)), strict=True))

    def _changed(self, where: Place, values: Floats, imaging: Imaging) -> Bits:
        """Return which deposits an image shows otherwise than the charts have them."""
        changed = self.found_day[where] == np.inf
        changed |= values[:, DIAMETER] >= GROWN * self.diameter_mm[where]
        if imaging.sees_cortex:
            changed |= np.isnan(self.cortex_share[where])
        if imaging.contrast == "mineral":
            changed |= np.isnan(self.mineral_loss[where])
        if imaging.sees_canal:
            narrowed = values[:, NARROWING] >= self.touches_cord
            before = self.canal_narrowed[where]
            changed |= np.isnan(before) | (narrowed & (before == 0.0))
        return np.asarray(changed)

    def _enter(self, rows: Integers, lesion: Integers, values: Floats, imaging: Imaging) -> None:
        """Let the charts have deposits as an image shows them."""
        where = (rows, lesion)
        for row, which in zip(rows.tolist(), lesion.tolist(), strict=True):
            # Said anew when a chart next wants it.
            self._said.setdefault(row, {})[which] = None
            self._told.pop(row, None)
        self.look[where] = looks_like(values[:, MINERAL])
        self.volume_cm3[where] = values[:, VOLUME]
        self.diameter_mm[where] = values[:, DIAMETER]
        if imaging.sees_cortex:
            self.cortex_share[where] = values[:, CORTEX]
        if imaging.contrast == "mineral":
            self.mineral_loss[where] = values[:, LOSS]
        if imaging.sees_canal:
            self.canal_narrowed[where] = values[:, NARROWING] >= self.touches_cord

    def came_by_symptom(self, row: int, lesion: int) -> None:
        """Let the chart say that what is felt at a deposit led to it."""
        self.symptomatic[row, lesion] = True
        if lesion in self._said.get(row, {}):
            self._said[row][lesion] = None
            self._told.pop(row, None)

    def look_of(self, row: int, lesion: int) -> str:
        """Return how a deposit looked when last seen: lytic, mixed or blastic."""
        return str(LOOKS[self.look[row, lesion]])

    def of(self, row: int) -> tuple[KnownLesion, ...]:
        """Return what the chart of one patient says."""
        if row not in self._told:
            said = self._said.get(row, {})
            for lesion in [which for which, own in said.items() if own is None]:
                said[lesion] = self._one(row, lesion)
            self._told[row] = tuple(own for _, own in sorted(said.items()) if own is not None)
        mistaken = self.mistaken[row]
        return (*self._told[row], *mistaken.values()) if mistaken else self._told[row]

    def _one(self, row: int, lesion: int) -> KnownLesion:
        at = (row, lesion)
        canal = _or_none(self.canal_narrowed.item(at))
        return KnownLesion(
            str(self.sites.item(at)),
            _LOOK_WORDS[self.look.item(at)],
            volume_cm3=self.volume_cm3.item(at),
            diameter_mm=self.diameter_mm.item(at),
            cortex_share=_or_none(self.cortex_share.item(at)),
            mineral_loss=_or_none(self.mineral_loss.item(at)),
            canal_narrowed=None if canal is None else canal > 0,
            found_by=self.names[self.found_by.item(at)],
            found_day=self.found_day.item(at),
            symptomatic=self.symptomatic.item(at),
        )

    def _number(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)


def looks_like(mineral: Floats) -> Integers:
    """Return how deposits look by their mineral, as places in `LOOKS`."""
    return (mineral >= LYTIC_BELOW).astype(np.int64) + (mineral > BLASTIC_ABOVE)


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value


def bones_of(sites: NDArray[np.object_], bones: Sequence[str]) -> Integers:
    """Return the place of each lesion's bone among the bones, shape (n, n_lesions)."""
    place = {name: number for number, name in enumerate(bones)}
    flat = [place[str(site)] for site in sites.ravel()]
    return np.array(flat, np.int64).reshape(sites.shape)

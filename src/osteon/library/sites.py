"""Bones as data: one row per bone, read from one file per region."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from osteon.base.suggest import plain
from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value

CordLevel = Literal["cervical", "thoracic", "lumbar", "none"]
SPINE, JAW = "spine", "jaw"


class Bone(Facts):
    """What differs between the bones of a region."""

    name: str
    title: str
    volume_cm3: Value
    seeding_part: Value


class Region(Facts):
    """Bones that share their mechanics; the seeding weight is that of all of them together."""

    name: str
    title: str
    cord_level: CordLevel
    long_bone: bool
    stress_exponent: Value
    base_fracture_rate_per_day: Value
    fall_fracture_probability: Value
    lesion_fracture_rate_per_day: Value
    lesion_fall_fracture_probability: Value
    seeding_weight: Value
    canal_room: Value | None = None
    bone: tuple[Bone, ...]

    def sites(self) -> Iterator["Site"]:
        """Yield one site per bone, with its part of the region's seeding weight."""
        total = sum(bone.seeding_part.value for bone in self.bone)
        for bone in self.bone:
            weight = self.seeding_weight.value * bone.seeding_part.value / total
            yield Site(
                name=bone.name,
                title=bone.title,
                region=self.name,
                cord_level=self.cord_level,
                long_bone=self.long_bone,
                volume_cm3=bone.volume_cm3,
                stress_exponent=self.stress_exponent,
                base_fracture_rate_per_day=self.base_fracture_rate_per_day,
                fall_fracture_probability=self.fall_fracture_probability,
                lesion_fracture_rate_per_day=self.lesion_fracture_rate_per_day,
                lesion_fall_fracture_probability=self.lesion_fall_fracture_probability,
                seeding_weight=self.seeding_weight.with_value(weight),
                canal_room=self.canal_room,
            )


class Site(Facts):
    """One bone in which a lesion can sit.

    The ``base`` rate and the ``fall`` probability are those of the healthy bone at 65 years; the
    ``lesion`` ones scale what loss of strength adds, and are zero for a bone of full strength.
    What grows into the canal of a vertebra narrows it by so much less as `canal_room` is larger.
    """

    name: str
    title: str
    region: str
    cord_level: CordLevel
    long_bone: bool
    volume_cm3: Sourced
    stress_exponent: Sourced
    base_fracture_rate_per_day: Sourced
    fall_fracture_probability: Sourced
    lesion_fracture_rate_per_day: Sourced
    lesion_fall_fracture_probability: Sourced
    seeding_weight: Sourced
    canal_room: Sourced | None = None


def bones_by_place(bones: Iterable[Site]) -> Mapping[str, tuple[str, ...]]:
    """Return the bones that each place stands for, which is called as in `base.suggest.plain`.

    Places are bones, regions, levels of the cord, the spine, and the jaw, where no deposit sits.
    """
    found: dict[str, tuple[str, ...]] = {}
    for bone in bones:
        for place in {plain(bone.name), plain(bone.title), plain(bone.region), bone.cord_level}:
            found[place] = (*found.get(place, ()), bone.name)
    in_spine = tuple(bone.name for bone in bones if bone.cord_level != "none")
    found.pop("none", None)
    return {**found, SPINE: in_spine, JAW: ()}

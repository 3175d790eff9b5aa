"""Drawing the lesions: how many, in which bones, how large, how fast, lytic or blastic."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from osteon.library.cancers import Cancer
from osteon.library.cohort_file import Start
from osteon.library.library import Library
from osteon.library.sourced import Sourced
from osteon.sim.described import GivenLesions
from osteon.sim.draws import Draws, Floats, correlated, poisson_quantile, spread_out
from osteon.sim.lesion_times import lesion_times
from osteon.sim.sample_person import SampledPeople

LESION_VALUES = (
    "bone_volume_cm3",
    "stress_exponent",
    "fracture_rate_per_day",
    "fall_fracture_probability",
    "long_bone",
    "at_cervical_cord",
    "at_thoracic_cord",
    "at_lumbar_cord",
    "tumour_volume_cm3",
    "growth_rate_per_day",
    "resorptive_stimulus",
    "osteoblast_stimulus",
    "osteoblast_block",
    "pain_sensitivity",
    "epidural_spread",
    "capacity_share",
    "radiation_response",
    "flare_prone",
)


@dataclass(frozen=True)
class SampledLesions:
    """Lesions of a group of patients in the order in which they appear; what never does is filler.

    Attributes
    ----------
    appears : (n, n_lesions) float
        Day on which each appears, 0 for what is there at entry, infinite for filler [days].
    """

    appears: Floats
    values: Mapping[str, Floats]
    sites: NDArray[np.object_]


def sample_lesions(
    cancer: Cancer,
    draws: Draws,
    library: Library,
    people: SampledPeople,
    *,
    given: GivenLesions | None = None,
    start: Start = "trial entry",
) -> SampledLesions:
    """Return the lesions of each patient; what is `given` of them is the same in all."""
    p = library.parameters
    share = np.sqrt(p["burden_correlation"].value)
    number = _number(cancer, draws, library, people, given)
    appears = lesion_times(cancer, draws, library, number, start)
    most = appears.shape[1]
    sites, where = _at_sites(_bones(draws, library, most, given), appears, library)

    def spread(entry: Sourced, z: Floats, sd: float) -> Floats:
        within = [draws.normal(f"{entry.name} of lesion", i + 1) for i in range(most)]
        return np.asarray(spread_out(entry, z)[:, None] * np.exp(sd * np.column_stack(within)))

    volume_z = correlated(people.burden, draws.normal("tumour volume"), share)
    volume = spread(cancer.tumour_volume_cm3, volume_z, cancer.tumour_volume_lesion_sd.value)
    at_entry = np.minimum(volume, _largest(where, library, start))
    new = p["new_lesion_volume_cm3"].value
    tumour = _said(given, "tumour_volume_cm3", np.where(appears > 0, new, at_entry))
    doubling_sd = cancer.doubling_time_lesion_sd.value
    doubling = spread(cancer.doubling_time_days, draws.normal("doubling time"), doubling_sd)
    stimuli = {
        name: spread(getattr(cancer, name), z, getattr(cancer, f"{name}_lesion_sd").value)
        for name, z in _phenotype(draws, library).items()
    }
    sensitivity = np.exp(p["pain_sensitivity_log_sd"].value * draws.normal("pain sensitivity"))
    values = {
        **where,
        **stimuli,
        **_answers_to_radiotherapy(draws, library, most),
        "tumour_volume_cm3": tumour,
        "growth_rate_per_day": np.log(2) / doubling,
        "pain_sensitivity": np.tile(sensitivity[:, None], (1, most)),
        "epidural_spread": np.minimum(
            _epidural_spread(cancer, draws, library, most) / where["canal_room"],
            _most_epidural(library, start) * where["bone_volume_cm3"] / tumour,
        ),
    }
    said = {name: _said(given, name, values[name]) for name in LESION_VALUES}
    return SampledLesions(appears, said, sites)


def _said(given: GivenLesions | None, name: str, drawn: Floats) -> Floats:
    """Return what is said of the lesions, and what is drawn where nothing is."""
    if given is None or name not in given.values or not len(given.bones):
        return drawn
    own = np.full(drawn.shape[1], np.nan)
    own[: len(given.bones)] = given.values[name]
    return np.where(np.isnan(own), drawn, own)


def _number(
    cancer: Cancer,
    draws: Draws,
    library: Library,
    people: SampledPeople,
    given: GivenLesions | None,
) -> NDArray[np.int64]:
    """Return how many lesions each patient has, or has when metastases begin."""
    if given is not None:
        return np.full(len(draws.patients), len(given.bones), np.int64)
    share = np.sqrt(library.parameters["burden_correlation"].value)
    number = correlated(people.burden, draws.normal("lesion number"), share)
    extra = poisson_quantile(ndtr(number), cancer.lesion_count_mean_extra.value)
    return 1 + extra.astype(np.int64)


def _bones(
    draws: Draws, library: Library, most: int, given: GivenLesions | None
) -> NDArray[np.int64]:
    """Return the bone of each lesion as a row of the library's."""
    bones = _choose_bones(draws, library, most)
    if given is not None:
        bones[:, : len(given.bones)] = given.bones
    return bones


def _choose_bones(draws: Draws, library: Library, most: int) -> NDArray[np.int64]:
    """Return the bone of each lesion, drawn by seeding weight."""
    weights = [bone.seeding_weight.value for bone in library.sites.values()]
    bounds = np.cumsum(weights)
    luck = np.column_stack([draws.uniform("site", i + 1) for i in range(most)])
    return np.minimum(np.searchsorted(bounds / bounds[-1], luck), len(weights) - 1)


def _at_sites(
    chosen: NDArray[np.int64], appears: Floats, library: Library
) -> tuple[NDArray[np.object_], dict[str, Floats]]:
    """Return the name of each lesion's bone, and the bone's numbers."""
    bones = list(library.sites.values())
    numbers = {
        "bone_volume_cm3": [bone.volume_cm3.value for bone in bones],
        "stress_exponent": [bone.stress_exponent.value for bone in bones],
        "fracture_rate_per_day": [bone.lesion_fracture_rate_per_day.value for bone in bones],
        "fall_fracture_probability": [
            bone.lesion_fall_fracture_probability.value for bone in bones
        ],
        "long_bone": [float(bone.long_bone) for bone in bones],
        "canal_room": [bone.canal_room.value if bone.canal_room else 1.0 for bone in bones],
        **{
            f"at_{level}_cord": [float(bone.cord_level == level) for bone in bones]
            for level in ("cervical", "thoracic", "lumbar")
        },
    }
    names = np.array([bone.name for bone in bones], dtype=object)
    where = {name: np.array(column)[chosen] for name, column in numbers.items()}
    return names[chosen], {**where, "capacity_share": _share_of_bone(chosen, appears)}


def _share_of_bone(bone: NDArray[np.int64], appears: Floats) -> Floats:
    """Return how much of its bone each lesion may fill.

    Lesions that are in a bone together at entry share it evenly; one that comes later has the part
    of one more.
    """
    before = (appears[:, None, :] <= appears[:, :, None]) & np.isfinite(appears)[:, None, :]
    others = (bone[:, :, None] == bone[:, None, :]) & before
    return np.asarray(1.0 / np.maximum(others.sum(axis=2), 1))


def _phenotype(draws: Draws, library: Library) -> dict[str, Floats]:
    """Return the patient's part of the three stimuli as correlated standard normals."""
    p = library.parameters
    building = draws.normal("osteoblast stimulus")
    blocking = draws.normal("osteoblast block")
    resorbing = draws.normal("resorptive stimulus")
    return {
        "osteoblast_stimulus": building,
        "osteoblast_block": correlated(
            building, blocking, p["osteoblast_stimulus_block_correlation"].value
        ),
        "resorptive_stimulus": correlated(
            building, resorbing, p["osteoblast_resorptive_correlation"].value
        ),
    }


def _answers_to_radiotherapy(draws: Draws, library: Library, most: int) -> dict[str, Floats]:
    """Return how each lesion will answer to radiotherapy."""
    p = {name: entry.value for name, entry in library.parameters.items()}

    def luck(name: str) -> Floats:
        return np.column_stack([draws.uniform(name, i + 1) for i in range(most)])

    answers = luck("radiation response") < p["radiation_response_probability"]
    degree = luck("degree of radiation response")
    least = p["radiation_response_least"]
    response = np.where(
        answers, least + (1 - least) * degree, p["radiation_nonresponse_most"] * degree
    )
    return {
        "radiation_response": response,
        "flare_prone": (luck("flare") < p["flare_probability"]).astype(float),
    }


def _largest(where: Mapping[str, Floats], library: Library, start: Start) -> Floats:
    """Return the largest tumour of each place at entry; need of surgery keeps out of a trial."""
    p = library.parameters
    share = np.full_like(where["long_bone"], p["lesion_share_of_bone_at_entry_maximum"].value)
    if start == "trial entry":
        long = p["lesion_share_of_long_bone_at_entry_maximum"].value
        share = np.where(where["long_bone"] > 0, long, share)
    return share * where["bone_volume_cm3"] * where["capacity_share"]


def _epidural_spread(cancer: Cancer, draws: Draws, library: Library, most: int) -> Floats:
    """Return how far each lesion would reach into the narrowest canal if it filled its bone."""
    p = library.parameters
    z = np.column_stack([draws.normal("epidural spread", i + 1) for i in range(most)])
    median = p["epidural_spread_median"].value * cancer.epidural_spread_ratio.value
    return np.asarray(median * np.exp(p["epidural_spread_log_sd"].value * z))


def _most_epidural(library: Library, start: Start) -> float:
    """Return how far a lesion may reach into the canal at entry, short of a pressed cord."""
    found = "diagnosis" if start == "bone metastasis" else "entry"
    return library.parameters[f"epidural_reach_at_{found}_maximum"].value

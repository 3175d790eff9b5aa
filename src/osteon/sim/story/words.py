"""Names of the tables as a person would say them."""

from collections.abc import Mapping
from typing import Any

from osteon.base.suggest import plain
from osteon.library.library import Library

DISCLAIMER = "A simulated life, for research and teaching. Nothing here is advice about a patient."

EVENTS = {
    "pathological_fracture": "{site} broke",
    "fragility_fracture_fall": "{site} broke in a fall; no metastasis was there",
    "rebound_vertebral_fracture": "{site} broke after the bone drug was stopped",
    "atypical_femoral_fracture": "{site} broke below the hip, as it may after years on a bone drug",
    "fall": "A fall",
    "spinal_cord_compression": "The spinal cord was pressed ({site} level)",
    "hypercalcaemia": "Calcium in the blood rose above 2.9 mmol/L",
    "severe_hypercalcaemia": "Calcium in the blood rose above 3.5 mmol/L",
    "calcium_symptoms": "Calcium was high enough to be felt",
    "hypocalcaemia": "Calcium in the blood fell below 2.0 mmol/L",
    "severe_hypocalcaemia": "Calcium in the blood fell below 1.75 mmol/L",
    "kidney_injury": "The kidneys lost a third of their function",
    "bone_pain_onset": "Bone pain began",
    "severe_pain_onset": "Pain became severe",
    "numbness_onset": "Numbness below the pressed cord",
    "sphincter_onset": "Bladder and bowel no longer obeyed",
    "walking_lost": "Walking was lost",
    "paralysis_onset": "The legs were paralysed",
    "radiotherapy_to_bone": "Radiotherapy to {site}",
    "surgery_to_bone": "Surgery to {site}",
    "tooth_infection": "A tooth became infected",
    "osteonecrosis_of_jaw": "Bone of the jaw died",
    "jaw_infection": "The jaw became infected",
    "tooth_loss": "A tooth was lost",
    "jaw_healed": "The jaw healed",
    "acute_phase_reaction": "Fever and aches after the infusion",
    "new_lesion": "A new metastasis took root in {site}",
}
CAUSES = {"load": "in ordinary activity", "fall": "in a fall"}
ROUTES = {"sc": "under the skin", "iv": "into a vein"}
ENDINGS = {
    "death": "Died",
    "dropout": "Left follow-up",
    "cutoff": "Alive at the end of the story",
    "failure": "The equations could not be followed further",
}
DEATHS = {
    "cancer": "of the cancer",
    "complication": "of a complication",
    "death_cancer": "of the cancer",
    "death_complication": "of a complication",
}
VERBS = {
    "start": "Started",
    "stop": "Stopped",
    "give": "Given",
    "treat": "Ordered",
    "assess": "Ordered",
    "refer": "Sent to",
}


def spaced(name: str) -> str:
    """Return a name of the tables as words."""
    return name.replace("_", " ")


def title(name: str, library: Library) -> str:
    """Return what a drug, procedure, test or symptom is called; else its name in words."""
    for kind in ("drugs", "medicines", "procedures", "assessments", "symptoms"):
        entry = getattr(library, kind, {}).get(plain(name))
        if entry is not None:
            return str(entry.title)
    return spaced(name)


def relieves_pain(name: str, library: Library) -> bool:
    """Return whether it is a medicine that is taken against pain."""
    medicine = getattr(library, "medicines", {}).get(plain(name))
    return medicine is not None and medicine.kind in {"analgesic", "steroid"}


def bone(site: str, library: Library) -> str:
    """Return a bone as a person would say it: ``the 8th thoracic vertebra (T8)``."""
    known = library.sites.get(site)
    if known is None:
        return spaced(site)
    short = "" if plain(site) in {plain(known.title), _swapped(known.title)} else f" ({site})"
    return f"the {known.title}{short}"


def _swapped(title: str) -> str:
    """Return ``femur_left`` for ``left femur``, a name that says no more than the title."""
    side, _, rest = title.partition(" ")
    return plain(f"{rest} {side}")


def event(row: Mapping[str, Any], library: Library) -> str:
    """Return what happened, as a sentence without its full stop."""
    kind, site = str(row["kind"]), str(row.get("site", "") or "")
    where = bone(site, library) if site in library.sites else spaced(site)
    known = EVENTS.get(kind)
    said = known.format(site=where or "a bone") if known else _unknown(kind, where)
    cause = CAUSES.get(str(row.get("cause", "") or ""), "")
    # Only a break of a diseased bone may have either cause.
    cause = cause if kind == "pathological_fracture" else ""
    return f"{said[0].upper()}{said[1:]}{f' {cause}' if cause else ''}"


def _unknown(kind: str, where: str) -> str:
    return f"{spaced(kind)}{f' at {where}' if where else ''}"


def short_event(row: Mapping[str, Any]) -> str:
    """Return what happened in a few words, for a label."""
    kind, site = str(row["kind"]), str(row.get("site", "") or "")
    labels = {
        "pathological_fracture": f"{spaced(site)} breaks",
        "fragility_fracture_fall": f"{spaced(site)} breaks (fall)",
        "spinal_cord_compression": f"cord pressed, {site}",
        "radiotherapy_to_bone": f"radiotherapy {spaced(site)}",
        "surgery_to_bone": f"surgery {spaced(site)}",
        "hypercalcaemia": "calcium above 2.9",
        "severe_hypercalcaemia": "calcium above 3.5",
        "hypocalcaemia": "calcium below 2.0",
        "severe_hypocalcaemia": "calcium below 1.75",
        "osteonecrosis_of_jaw": "jaw bone dies",
        "acute_phase_reaction": "fever after infusion",
    }
    return labels.get(kind, f"{spaced(kind).removesuffix(' onset')} {spaced(site)}".strip())


def number(value: float) -> str:
    """Return a number to three digits, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def day(value: float) -> str:
    """Return a day with its year and month in words: ``day 94``."""
    return f"day {value:.0f}"


def listed(words: list[str]) -> str:
    """Return ``a, b and c``."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"

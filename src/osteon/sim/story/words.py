"""Names of the tables as a person would say them."""

from collections.abc import Mapping
from typing import Any

from osteon.base.suggest import plain
from osteon.library.library import Library

DISCLAIMER = "A simulated life, for research and teaching. Nothing here is advice about a patient."

EVENTS = {
    "pathological_fracture": "{site} broke",
    "fragility_fracture": "A healthy bone broke",
    "rebound_vertebral_fracture": "{site} broke after the bone drug was stopped",
    "atypical_femoral_fracture": "{site} broke below the hip, as it may after years on a bone drug",
    "spinal_cord_compression": "The spinal cord was pressed ({site} level)",
    "hypercalcaemia": "Calcium in the blood rose above 2.9 mmol/L",
    "severe_hypercalcaemia": "Calcium in the blood rose above 3.5 mmol/L",
    "hypocalcaemia": "Calcium in the blood fell below 2.0 mmol/L",
    "severe_hypocalcaemia": "Calcium in the blood fell below 1.75 mmol/L",
    "kidney_injury": "The kidneys lost a third of their function",
    "weakness": "The legs became weak",
    "numbness": "Numbness below the pressed cord",
    "sphincter": "Bladder and bowel no longer obeyed",
    "walking_lost": "Walking was lost",
    "paralysis": "The legs were paralysed",
    "tooth_infection": "A tooth became infected",
    "osteonecrosis_of_jaw": "Bone of the jaw died",
    "jaw_infection": "The jaw became infected",
    "tooth_loss": "A tooth was lost",
    "jaw_healed": "The jaw healed",
    "acute_phase_reaction": "Fever and aches after the infusion",
    "terminal_decline": "The cancer began to wear the patient down",
    "new_lesion": "A new metastasis took root in {site}",
}
# Told as a procedure, a symptom or an ending; a fall alone is not worth a line.
TOLD_ELSEWHERE = (
    "death",
    "dropout",
    "fall",
    "radiotherapy_to_bone",
    "surgery_to_bone",
    "dental_procedure",
    "bone_pain",
    "severe_pain",
    "calcium_symptoms",
)
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
        entry = getattr(library, kind).get(plain(name))
        if entry is not None:
            return str(entry.title)
    return spaced(name)


def relieves_pain(name: str, library: Library) -> bool:
    """Return whether it is a medicine that is taken against pain."""
    medicine = library.medicines.get(plain(name))
    return medicine is not None and medicine.kind in {"analgesic", "steroid"}


def is_dental(name: str, library: Library) -> bool:
    """Return whether it is something that is done to teeth or jaw."""
    procedure = library.procedures.get(plain(name))
    return procedure is not None and procedure.where == "jaw"


def short_site(site: str) -> str:
    """Return a bone for a label: ``femur L``."""
    return spaced(site).replace(" left", " L").replace(" right", " R")


def bone(site: str, library: Library) -> str:
    """Return a bone as a person would say it: ``the 8th thoracic vertebra (T8)``."""
    known = library.sites.get(site)
    if known is None:
        return spaced(site)
    # A vertebra has a short name of its own; others say no more than their titles.
    short = f" ({site})" if known.cord_level != "none" else ""
    return f"the {known.title}{short}"


def event(row: Mapping[str, Any], library: Library) -> str:
    """Return what happened, as a sentence without its full stop."""
    kind, site = str(row["kind"]), str(row.get("site", "") or "")
    where = bone(site, library) if site in library.sites else spaced(site)
    known = EVENTS.get(kind)
    said = known.format(site=where or "a bone") if known else _unknown(kind, where)
    cause = CAUSES.get(str(row.get("cause", "") or ""), "")
    cause = cause if kind.endswith("fracture") else ""
    return f"{said[0].upper()}{said[1:]}{f' {cause}' if cause else ''}"


def _unknown(kind: str, where: str) -> str:
    return f"{spaced(kind)}{f' at {where}' if where else ''}"


def short_event(row: Mapping[str, Any]) -> str:
    """Return what happened in a few words, for a label."""
    kind, site = str(row["kind"]), str(row.get("site", "") or "")
    labels = {
        "pathological_fracture": f"{short_site(site)} breaks",
        "fragility_fracture": "healthy bone breaks",
        "new_lesion": f"seeds in {short_site(site)}",
        "sphincter": "bladder, bowel",
        "spinal_cord_compression": f"cord pressed, {site}",
        "hypercalcaemia": "calcium above 2.9",
        "severe_hypercalcaemia": "calcium above 3.5",
        "hypocalcaemia": "calcium below 2.0",
        "severe_hypocalcaemia": "calcium below 1.75",
        "osteonecrosis_of_jaw": "jaw bone dies",
        "acute_phase_reaction": "fever after infusion",
    }
    return labels.get(kind, f"{spaced(kind)} {short_site(site)}".strip())


def number(value: float) -> str:
    """Return a number to three digits, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def day(value: float) -> str:
    """Return a day with its year and month in words: ``day 94``."""
    return f"day {value:.0f}"


def listed(words: list[str]) -> str:
    """Return ``a, b and c``."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"

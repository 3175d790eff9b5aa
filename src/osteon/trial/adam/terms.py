"""Controlled names: terms of events, codes of endpoints, ends of follow-up."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from osteon.trial.report.words import spaced

ABSENT = ""


class Term(NamedTuple):
    """What an event is called in upper case, and the body system it belongs to."""

    decod: str
    body_system: str


_BONE = "Musculoskeletal and connective tissue disorders"
_NERVES = "Nervous system disorders"
_METABOLISM = "Metabolism and nutrition disorders"
_INFECTION = "Infections and infestations"
_INJURY = "Injury, poisoning and procedural complications"
_GENERAL = "General disorders and administration site conditions"
_TEETH = "Gastrointestinal disorders"

TERMS: Final = {
    "pathological_fracture": Term("PATHOLOGICAL FRACTURE", _BONE),
    "fragility_fracture": Term("OSTEOPOROTIC FRACTURE", _BONE),
    "rebound_vertebral_fracture": Term("SPINAL COMPRESSION FRACTURE", _INJURY),
    "atypical_femoral_fracture": Term("ATYPICAL FEMUR FRACTURE", _INJURY),
    "fall": Term("FALL", _INJURY),
    "terminal_decline": Term("GENERAL PHYSICAL HEALTH DETERIORATION", _GENERAL),
    "bone_pain": Term("BONE PAIN", _BONE),
    "severe_pain": Term("CANCER PAIN", _GENERAL),
    "osteonecrosis_of_jaw": Term("OSTEONECROSIS OF JAW", _BONE),
    "jaw_infection": Term("INFECTION OF JAW", _INFECTION),
    "tooth_infection": Term("TOOTH INFECTION", _INFECTION),
    "tooth_loss": Term("TOOTH LOSS", _TEETH),
    "spinal_cord_compression": Term("SPINAL CORD COMPRESSION", _NERVES),
    "weakness": Term("MUSCULAR WEAKNESS", _BONE),
    "numbness": Term("HYPOAESTHESIA", _NERVES),
    "sphincter": Term("SPHINCTER DYSFUNCTION", _NERVES),
    "walking_lost": Term("GAIT INABILITY", _NERVES),
    "paralysis": Term("PARALYSIS", _NERVES),
    "hypocalcaemia": Term("HYPOCALCAEMIA", _METABOLISM),
    "severe_hypocalcaemia": Term("HYPOCALCAEMIA", _METABOLISM),
    "hypercalcaemia": Term("HYPERCALCAEMIA", _METABOLISM),
    "severe_hypercalcaemia": Term("HYPERCALCAEMIA", _METABOLISM),
    "calcium_symptoms": Term("CALCIUM METABOLISM DISORDER", _METABOLISM),
    "kidney_injury": Term("ACUTE KIDNEY INJURY", "Renal and urinary disorders"),
    "acute_phase_reaction": Term("ACUTE PHASE REACTION", _GENERAL),
}
# What is done on purpose, the course of the cancer, and the end of an event: none is adverse.
NOT_ADVERSE: Final = frozenset(
    {
        "radiotherapy_to_bone",
        "surgery_to_bone",
        "dental_procedure",
        "new_lesion",
        "jaw_healed",
        "death",
    }
)
SRE: Final = ("pathological_fracture", "spinal_cord_compression")
SRE_QUERY = "SKELETAL-RELATED EVENT"
ENDS: Final = {
    "death": "DEATH",
    "dropout": "LOST TO FOLLOW-UP",
    "failure": "COMPUTATION FAILED",
    "cutoff": "END OF STUDY",
}
CODES: Final = {
    "first_sre": "TTSRE",
    "first_sse": "TTSSE",
    "survival": "OS",
    "dropout": "TTDROP",
    "first_radiation": "TTRAD",
    "first_fracture": "TTFRAC",
    "first_cord_compression": "TTCORD",
    "first_sre_or_hypercalcaemia": "TTSREHC",
    "hypocalcaemia": "TTHYPOCA",
    "hypercalcaemia": "TTHYPRCA",
    "jaw_necrosis": "TTONJ",
    "acute_phase": "TTAPR",
    "kidney": "TTKIDNEY",
    "atypical_fracture": "TTAFF",
    "rebound_fracture": "TTREBFX",
    "first_sre_type_fracture": "TTSREFX",
    "first_sre_type_radiation": "TTSRERAD",
    "first_sre_type_surgery": "TTSRESUR",
    "first_sre_type_scc": "TTSRESCC",
    "first_surgery": "TTSURG",
    "first_hypercalcaemia": "TTHYPREV",
    "first_clinical_fracture": "TTCLINFX",
    "first_vertebral_fracture": "TTVERTFX",
    "first_nonvertebral_fracture": "TTNVERFX",
    "moderate_severe_pain": "TTMSPAIN",
    "walking_lost": "TTWALK",
    "hypocalcaemia_grade_2": "TTHYPOG2",
    "hypocalcaemia_grade_3": "TTHYPOG3",
    "hypocalcaemia_grade_4": "TTHYPOG4",
    "hypercalcaemia_grade_2": "TTHYPRG2",
    "hypercalcaemia_grade_3": "TTHYPRG3",
    "hypercalcaemia_grade_4": "TTHYPRG4",
}
LONGEST = 8  # letters of a code


def term_of(kind: str) -> Term:
    """Return the term of a kind of event; one without an entry is called by its name."""
    return TERMS.get(kind, Term(spaced(kind).upper(), _GENERAL))


def codes_of(endpoints: Iterable[str]) -> dict[str, str]:
    """Return a code for each endpoint, all different and of at most eight letters."""
    found: dict[str, str] = {}
    for name in endpoints:
        code = CODES.get(name) or _abbreviated(name)
        number = 1
        while code in found.values():
            number += 1
            code = f"{code[: LONGEST - len(str(number))]}{number}"
        found[name] = code
    return found


def _abbreviated(name: str) -> str:
    """Return the first letters of each word, as many as fit."""
    words = ["".join(letter for letter in w if letter.isalnum()) for w in name.upper().split("_")]
    words = [word for word in words if word]
    each = max(1, LONGEST // max(len(words), 1))
    code = "".join(word[:each] for word in words)[:LONGEST]
    return code if code[:1].isalpha() else f"P{code}"[:LONGEST]

"""Which function looks for which claim."""

from collections.abc import Mapping

from osteon.trial.claims import bone_biology, bone_drugs, spread, tumour_bone
from osteon.trial.claims.check import Shows

SHOWS: Mapping[str, Shows] = {
    **spread.SHOWS,
    **bone_biology.SHOWS,
    **tumour_bone.SHOWS,
    **bone_drugs.SHOWS,
}

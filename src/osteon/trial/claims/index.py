"""Which function looks for which claim."""

from collections.abc import Mapping

from osteon.trial.claims import bone_biology, spread
from osteon.trial.claims.check import Shows

SHOWS: Mapping[str, Shows] = {
    **spread.SHOWS,
    **bone_biology.SHOWS,
}

"""Which function looks for which claim."""

from collections.abc import Mapping

from osteon.trial.claims import (
    bone_biology,
    bone_drugs,
    calcium,
    cord,
    cord_treated,
    cord_trial,
    detection,
    fractures,
    held,
    jaw,
    painful,
    painkillers,
    reporting,
    spread,
    tumour_bone,
)
from osteon.trial.claims.check import Shows

SHOWS: Mapping[str, Shows] = {
    name: function
    for topic in (
        spread,
        bone_biology,
        tumour_bone,
        reporting,
        painful,
        painkillers,
        fractures,
        held,
        cord,
        cord_treated,
        cord_trial,
        calcium,
        detection,
        bone_drugs,
        jaw,
    )
    for name, function in topic.SHOWS.items()
}

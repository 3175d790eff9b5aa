"""Claims on the drugs that act on bone."""

from collections.abc import Mapping

import numpy as np

from osteon.trial.claims.clinic import Clinic, People
from osteon.trial.claims.seen import Seen

DRUGS = ("pamidronate", "zoledronic_acid", "denosumab")
WEEK_13 = 91.0


def three_drugs(clinic: Clinic) -> Mapping[str, float]:
    """C092: each of the three lowers resorption by its own measure."""
    return {
        "drugs on the shelf": float(sum(name in clinic.library.drugs for name in DRUGS)),
        **{_named(drug): _fall_of_untx(_on(clinic, drug)) for drug in DRUGS},
    }


def _fall_of_untx(seen: Seen) -> float:
    """Return the median change of uNTx after thirteen weeks [%]."""
    before, after = (seen.reading("untx_nmol_mmol", day) for day in (0.0, WEEK_13))
    return float(100 * np.nanmedian(after / before - 1))


def routes(clinic: Clinic) -> Mapping[str, float]:
    """C093: into a vein or under the skin."""
    words = {"iv": "into a vein", "sc": "under the skin"}
    usual = {"pamidronate": "iv", "zoledronic_acid": "iv", "denosumab": "sc"}
    return {
        f"{_named(drug)} {words[route]}": _share_by(_on(clinic, drug), drug, route)
        for drug, route in usual.items()
    }


def _share_by(seen: Seen, drug: str, route: str) -> float:
    given = seen.doses(drug).route
    return float(100 * np.mean(given == route)) if len(given) else float("nan")


def a_dose_a_month(clinic: Clinic) -> Mapping[str, float]:
    """C094: three to four weeks between doses at first."""
    usual = [_usual_interval(_on(clinic, drug), drug) for drug in DRUGS]
    return {
        "shortest usual interval of the three drugs": float(np.min(usual)),
        "longest usual interval of the three drugs": float(np.max(usual)),
    }


def _usual_interval(seen: Seen, drug: str) -> float:
    """Return the median time between two doses of one patient [days]."""
    doses = seen.doses(drug)
    between = doses.groupby("patient").day.diff().dropna()
    return float(between.median()) if len(between) else float("nan")


def _on(clinic: Clinic, drug: str) -> Seen:
    regimen = clinic.library.drugs[drug].usual_regimen
    return clinic.see(People(n=60), "26 weeks", bone_agent=regimen)


def _named(drug: str) -> str:
    return drug.replace("_", " ")


SHOWS = {
    "C092": three_drugs,
    "C093": routes,
    "C094": a_dose_a_month,
}

"""Drawing the person: age, kidney, vitamin D, tumour outside bone, frailty, hazards of ending."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from osteon.library.cancers import Cancer
from osteon.library.library import Library
from osteon.sim.draws import Draws, Floats, correlated, spread_out

VITAMIN_D_UNIT_NMOL_PER_L = 75.0
# Only where patients are taken for it; the tumour's secretion is then made to meet it.
CALCIUM_AT_ENTRY = "calcium_at_entry_mmol_per_l"


@dataclass(frozen=True)
class SampledPeople:
    """Baseline columns and model parameters of a group of patients of one cancer."""

    table: Mapping[str, NDArray[np.generic]]
    values: Mapping[str, Floats]
    burden: Floats


def sample_people(cancer: Cancer, draws: Draws, library: Library) -> SampledPeople:
    """Return people drawn from a cancer's distributions; `burden` is their common burden factor."""
    p = library.parameters
    n = len(draws.patients)
    burden = draws.normal("burden")
    age, gfr = draws.sample(cancer.age_years), draws.sample(cancer.gfr_ml_per_min)
    vitamin_d = draws.sample(cancer.vitamin_d_ratio)
    frailty = draws.normal("skeletal frailty")
    prior = correlated(
        frailty, draws.normal("prior event"), p["frailty_prior_sre_correlation"].value
    )
    visceral = draws.uniform("visceral") < cancer.visceral_share.value
    pthrp = correlated(burden, draws.normal("pthrp"), np.sqrt(p["burden_correlation"].value))
    female = draws.uniform("sex") < cancer.sex_female_share.value
    weight = draws.sample(cancer.weight_kg)
    setpoint = p["calcium_setpoint_mmol_per_l"].value
    frailty_sd, death_sd = p["skeletal_frailty_log_sd"].value, p["death_frailty_log_sd"].value
    illness = correlated(
        burden, draws.normal("performance status"), p["performance_burden_correlation"].value
    )
    ecog, albumin = _performance_status(cancer, illness), draws.sample(cancer.albumin_g_per_l)
    values = {
        **_susceptibilities(draws, library),
        "albumin_g_per_l": albumin,
        "performance_at_entry": ecog.astype(float),
        "age_years": age,
        "gfr_ml_per_min": gfr,
        "vitamin_d_ratio": vitamin_d,
        "weight_kg": weight,
        "turnover_factor": draws.sample(cancer.turnover_factor),
        "calcium_setpoint_mmol_per_l": setpoint
        * np.exp(p["calcium_setpoint_log_sd"].value * draws.normal("calcium set point")),
        "pthrp_secretion_pm_per_cm3": spread_out(cancer.pthrp_secretion_pm_per_cm3, pthrp),
        "extraskeletal_volume_cm3": np.where(
            visceral, draws.sample(cancer.extraskeletal_volume_cm3), 0.0
        ),
        "extraskeletal_growth_per_day": np.log(2)
        / draws.sample(cancer.extraskeletal_doubling_time_days),
        "skeletal_frailty": np.exp(frailty_sd * frailty - 0.5 * frailty_sd**2),
        "fragility_fractures_per_fall": _fragility(female, library),
        "death_frailty": np.exp(death_sd * draws.normal("death frailty") - 0.5 * death_sd**2),
        "anticancer_response": _answer_to_drugs(cancer, draws, library),
        "death_rate_per_year": draws.sample(cancer.death_rate_per_year),
        "dropout_rate_per_year": draws.sample(cancer.dropout_rate_per_year),
    }
    if cancer.calcium_at_entry_mmol_per_l is not None:
        values[CALCIUM_AT_ENTRY] = draws.sample(cancer.calcium_at_entry_mmol_per_l)
    table = {
        "cancer": np.full(n, cancer.name, dtype=object),
        "age_years": age,
        "sex": np.where(female, "female", "male").astype(object),
        "weight_kg": weight,
        "gfr_ml_min": gfr,
        "vitamin_d_nmol_l": VITAMIN_D_UNIT_NMOL_PER_L * vitamin_d,
        "albumin_g_l": albumin,
        "ecog": ecog,
        "visceral": visceral,
        "prior_sre": prior > -ndtri(cancer.prior_sre_share.value),
        "reporter": _reporter(draws, library),
    }
    return SampledPeople(table, values, burden)


def _susceptibilities(draws: Draws, library: Library) -> dict[str, Floats]:
    """Return how people differ in what calcium, infusions, radiation and time do to them."""
    p = {name: entry.value for name, entry in library.parameters.items()}

    def lognormal(name: str, sd: str) -> Floats:
        return np.asarray(p[name] * np.exp(p[sd] * draws.normal(name)))

    def share(name: str, sd: str) -> Floats:
        return np.clip(p[name] + p[sd] * draws.normal(name), 0.0, 1.0)

    relative = np.exp(p["radiosensitivity_log_sd"] * draws.normal("radiosensitivity"))
    return {
        "calcium_sensitivity": lognormal("calcium_sensitivity", "calcium_sensitivity_log_sd"),
        "kidney_susceptibility": lognormal("kidney_susceptibility", "kidney_susceptibility_log_sd"),
        "cord_vulnerability": lognormal("cord_vulnerability", "cord_vulnerability_log_sd"),
        "radiosensitivity_per_gy": p["radiosensitivity_per_gy"] * relative,
        "radiosensitivity_per_gy2": p["radiosensitivity_per_gy2"] * relative,
        "dental_disease_at_entry": share("dental_disease_at_entry", "dental_disease_sd"),
        "hygiene_at_entry": share("hygiene_at_entry", "hygiene_sd"),
    }


def _answer_to_drugs(cancer: Cancer, draws: Draws, library: Library) -> Floats:
    """Return how much of the kill by anticancer drugs each patient's tumour takes."""
    answers = draws.uniform("anticancer response") < cancer.systemic_response_share.value
    most = library.parameters["anticancer_nonresponse_most"].value
    return np.where(answers, 1.0, most * draws.uniform("degree of anticancer response"))


def _fragility(female: NDArray[np.bool_], library: Library) -> Floats:
    """Return how often a fall breaks a healthy bone; the mean of the sexes is given."""
    p = library.parameters
    ratio, mean = p["fragility_men_to_women"].value, p["fragility_fractures_per_fall"].value
    return np.where(female, 1.0, ratio) * 2 * mean / (1 + ratio)


def _performance_status(cancer: Cancer, illness: Floats) -> NDArray[np.int64]:
    """Return the ECOG status that standard normal numbers stand for, the greater the worse."""
    shares = [getattr(cancer, f"ecog_{status}_share").value for status in range(4)]
    bounds = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(bounds, ndtr(illness)), 3)


def _reporter(draws: Draws, library: Library) -> NDArray[np.object_]:
    """Return how soon each patient tells of symptoms: prompt, usual or late."""
    p, luck = library.parameters, draws.uniform("reporter")
    late = luck > 1 - p["reporter_late_share"].value
    prompt = luck < p["reporter_prompt_share"].value
    return np.where(prompt, "prompt", np.where(late, "late", "usual")).astype(object)

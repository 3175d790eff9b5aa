"""What comes of it all: thresholds that a patient feels or a laboratory finds, and how a life ends.

Crossings interrupt a life so that the patient can report; they change nothing. Death comes from
the cancer itself or from a complication, so every complication shortens life by its own part.

References: ctcae_v4, walsh_2016, loblaw_2003, ralston_1990, osteon_assumption.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.equations.cord import CORD_LEVELS, Cord
from osteon.model.equations.falls import Setting, after
from osteon.model.equations.illness import Illness
from osteon.model.equations.jaw import Jaw
from osteon.model.equations.pain import Pain
from osteon.model.symbolic import Expr, exp, ramp, step

ASSUMED = "osteon_assumption"


def declare_thresholds(m: Declaration, body: Body, setting: Setting, cord: Cord, pain: Pain, ill: Illness) -> None:
    """Declare what is noticed or measured when it rises through a threshold."""
    p = m.parameter

    def rises(name: str, value: Expr, threshold: str, cite: str = ASSUMED) -> None:
        m.crossing(name, setting.gate * (value - p(threshold)), cite)

    def falls(name: str, value: Expr, threshold: str, cite: str = ASSUMED) -> None:
        m.crossing(name, setting.gate * (p(threshold) - value), cite)

    for level in CORD_LEVELS:
        beyond = cord.deficits[level] - p("cord_event_deficit")
        m.crossing(f"spinal_cord_compression_{level}", setting.gate * beyond, ASSUMED, body=after(setting))
    rises("weakness_onset", cord.legs, "weakness_deficit")
    rises("numbness_onset", cord.legs, "numbness_deficit")
    rises("sphincter_onset", cord.legs, "sphincter_deficit")
    rises("walking_lost", cord.legs, "walking_lost_deficit")
    rises("paralysis_onset", cord.legs, "paralysis_deficit")
    rises("bone_pain_onset", pain.felt, "bone_pain_nrs")
    rises("severe_pain_onset", pain.felt, "severe_pain_nrs")
    rises("calcium_symptoms", ill.calcium_felt, "calcium_symptoms_mmol_per_l", "walsh_2016")
    high = setting.gate * (body.calcium - p("hypercalcaemia_event_mmol_per_l"))
    m.crossing("hypercalcaemia", high, "ctcae_v4", body={"calcium_crisis": 1.0})
    rises("severe_hypercalcaemia", body.calcium, "severe_hypercalcaemia_mmol_per_l", "walsh_2016")
    falls("hypocalcaemia", body.calcium, "hypocalcaemia_event_mmol_per_l", "ctcae_v4")
    falls("severe_hypocalcaemia", body.calcium, "severe_hypocalcaemia_mmol_per_l", "ctcae_v4")
    shown = m.follower(
        "kidney_shown", body.states.kidney, p("creatinine_days"), symbol="GS", unit="1", cite=ASSUMED, start=1,
        meaning="kidney function as creatinine shows it",
    )  # fmt: skip
    falls("kidney_injury", shown, "kidney_injury_share_of_function")


def declare_endings(m: Declaration, body: Body, setting: Setting, cord: Cord, pain: Pain, ill: Illness, jaw: Jaw) -> None:
    """Declare death of cancer and of complications, and leaving the study."""
    p = m.parameter
    crisis = m.memory(
        "calcium_crisis", p("calcium_crisis_days"), symbol="CC", meaning="recent hypercalcaemia", cite=ASSUMED
    )
    own = setting.gate * p("death_rate_per_year") / 365.25 * p("death_frailty")
    frail = exp(p("death_performance_slope") * (ill.performance - p("death_performance_reference")))
    begins = own * ill.bulk * frail * (1 - ill.declining)
    m.hazard("terminal_decline", begins, ASSUMED, body={"terminal_decline": 1.0})
    m.hazard("death_cancer", setting.gate * ill.declining / p("terminal_decline_days"), "myers_2015", final=True)
    walking_lost = step(cord.legs - p("walking_lost_deficit"), 0.1)
    paralysed = p("death_deficit_per_year") * cord.legs + p("death_paralysis_per_year") * walking_lost
    high = ramp(body.calcium - p("death_hypercalcaemia_mmol_per_l"), 0.05) * p("death_hypercalcaemia_per_year")
    low = ramp(p("severe_hypocalcaemia_mmol_per_l") - body.calcium, 0.02) * p("death_hypocalcaemia_per_year")
    crises = p("death_calcium_crisis_per_year") * crisis + high + low
    broken = p("death_fracture_per_year") * pain.recent
    kidney = p("death_kidney_per_year") * ramp(p("kidney_injury_share_of_function") - body.states.kidney, 0.02)
    septic = p("death_jaw_infection_per_year") * jaw.infected
    per_year = paralysed + crises + broken + kidney + septic
    m.hazard("death_complication", setting.gate * p("death_frailty") / 365.25 * per_year, ASSUMED, final=True)
    ailing = exp(p("dropout_performance_slope") * (ill.performance - p("death_performance_reference")))
    leaving = p("dropout_rate_per_year") / 365.25 * ailing * (1 + p("dropout_event_gain") * setting.aftermath)
    m.hazard("dropout", setting.gate * leaving, ASSUMED, final=True)

"""The schema of every result table: its columns in order, with what each holds."""

from typing import Final

PATIENTS: Final = {
    "patient": "number of the patient",
    "cancer": "primary cancer",
    "age_years": "age at entry [years]",
    "sex": "female or male",
    "weight_kg": "body weight [kg]",
    "gfr_ml_min": "structural glomerular filtration [mL/min]",
    "vitamin_d_nmol_l": "25-OH vitamin D at entry [nmol/L]",
    "albumin_g_l": "albumin [g/L]",
    "ecog": "performance status, 0 to 2",
    "visceral": "spread to organs other than bone",
    "prior_sre": "a skeletal event before entry",
    "n_lesions": "bone metastases followed",
    "tumour_cm3": "viable tumour in bone at entry [cm3]",
}
EVENTS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it happened, from entry [days]",
    "kind": "what happened",
    "lesion": "number of the lesion, -1 for the whole patient",
    "site": "bone or cord level, empty for the whole patient",
    "felt": "whether the patient felt it",
    "known_day": "when it entered the chart [days]",
}
FOLLOW_UP: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "last_day": "end of observation [days]",
    "reason": "death, dropout, cutoff or failure",
}
DOSES: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was given [days]",
    "drug": "name in the library",
    "dose_mg": "[mg]",
    "route": "iv or sc",
}
OBSERVATIONS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was taken [days]",
    "assessment": "what was measured",
    "lesion": "number of the lesion, -1 for the whole patient",
    "value": "result, with error of measurement",
    "unit": "unit of the value",
}
ORDERS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was ordered [days]",
    "rule": "which rule asked",
    "verb": "start, stop, give, treat, assess or refer",
    "what": "what was ordered",
    "site": "where, empty for the whole patient",
    "urgency": "emergency, urgent, soon or routine",
    "reason": "why",
}
TRAJECTORY: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "from entry [days]",
}
FAILURES: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when the integration stopped [days]",
    "state": "state with the largest error",
    "reason": "what went wrong",
}
SCHEMAS: Final = {
    "patients": PATIENTS,
    "events": EVENTS,
    "follow_up": FOLLOW_UP,
    "doses": DOSES,
    "observations": OBSERVATIONS,
    "orders": ORDERS,
    "trajectory": TRAJECTORY,
    "failures": FAILURES,
}

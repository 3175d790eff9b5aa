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
    "reporter": "how soon the patient tells of symptoms: prompt, usual or late",
    "n_lesions": "bone metastases followed",
    "tumour_cm3": "viable tumour in bone at entry [cm3]",
    "before_entry": "bone drug given before entry, empty where there was none",
}
EVENTS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it happened, from entry [days]",
    "kind": "what happened",
    "lesion": "number of the lesion, -1 for the whole patient",
    "site": "bone or cord level, empty for the whole patient",
    "cause": "what brought it about, such as load or a fall; empty where there is nothing to tell",
    "felt": "whether the patient felt it",
    "known_day": "when it became known; missing where it never did [days]",
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
    "site": "bone that an image shows, empty for the whole patient",
}
ORDERS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was ordered [days]",
    "rule": "which rule asked",
    "verb": "start, stop, give, treat, assess or refer",
    "what": "what was ordered",
    "site": "where, empty for the whole patient",
    "urgency": "emergency now, within 24 h, within a week, or routine",
    "every_days": "how often it is repeated; missing for what is done once [days]",
    "reason": "why",
    "done": "whether it was carried out",
    "done_day": "when; missing where it never was [days]",
    "why_not": "why it was not carried out, empty where it was",
}
SYMPTOMS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "onset_day": "when it began [days]",
    "reported_day": "when the patient told of it; missing where that never happened [days]",
    "name": "name in the library",
    "site": "bone it comes from, empty for the whole patient",
    "end_day": "when it was over; missing while it goes on [days]",
}
FINDINGS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it came into the chart [days]",
    "lesion": "number of the lesion, -1 where nothing is there",
    "site": "bone",
    "kind": "lytic, blastic or mixed, as it looks",
    "found_by": "kind of image",
}
IMAGES: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was looked at [days]",
    "assessment": "kind of image",
    "site": "bone",
    "lesion": "number of the lesion, -1 where nothing is there",
    "seen": "whether the image showed it",
}
PROCEDURES: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was done, or begun [days]",
    "procedure": "name in the library",
    "site": "where, as it was ordered",
    "lesion": "number of the first lesion there, -1 where there is none",
    "outcome": "well, complication, died of it; or that nothing was there",
}
REGIMENS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "start_day": "first day [days]",
    "stop_day": "day it ended; missing while it goes on [days]",
    "name": "drug, medicine or supplements",
    "route": "iv or sc, empty for what is taken by mouth",
}
TRAJECTORY: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "from entry [days]",
}
LESION_COURSE: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "from entry [days]",
    "lesion": "number of the lesion",
    "site": "bone",
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
    "symptoms": SYMPTOMS,
    "findings": FINDINGS,
    "images": IMAGES,
    "procedures": PROCEDURES,
    "regimens": REGIMENS,
    "trajectory": TRAJECTORY,
    "lesion_course": LESION_COURSE,
    "failures": FAILURES,
}

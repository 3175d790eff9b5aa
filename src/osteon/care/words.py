"""Names of symptoms, events and procedures that several rules share, and when they review."""

#: What a pressed cord takes: strength, feeling, sphincters, walking.
DEFICITS = (
    "leg_weakness",
    "arm_weakness",
    "numbness",
    "sphincter_trouble",
    "cannot_walk",
    "paralysis",
)
#: Pain of the back or neck, and pain that runs along a nerve.
BACK_PAINS = ("spinal_pain", "radicular_pain")
BONE_PAINS = ("bone_pain", "severe_pain", "sudden_pain", "spinal_pain")
CALCIUM_EMERGENCIES = ("confusion", "coma")
CALCIUM_SYMPTOMS = ("thirst", "constipation", "polyuria", "drowsiness", "weakness", "aches")
JAW_SYMPTOMS = ("jaw_pain", "jaw_sore", "loose_tooth")

FRACTURE = "pathological_fracture"
CORD = "spinal_cord_compression"
JAW = "osteonecrosis_of_jaw"
ATYPICAL = "atypical_femoral_fracture"
FRAGILITY = "fragility_fracture"
LONG_BONE_BREAKS = (FRACTURE, ATYPICAL, FRAGILITY)
SKELETAL_EVENTS = (FRACTURE, CORD, "radiotherapy_to_bone", "surgery_to_bone")

OPERATIONS_ON_LONG_BONES = ("prophylactic_fixation", "fracture_fixation")
CEMENT = ("vertebroplasty", "kyphoplasty")
RADIOTHERAPY = ("radiotherapy_8gy_1", "radiotherapy_20gy_5", "radiotherapy_30gy_10")
BONE_PROCEDURES = (*RADIOTHERAPY, *OPERATIONS_ON_LONG_BONES, *CEMENT, "decompressive_surgery")
DENTAL_PROCEDURES = ("tooth_extraction", "root_canal", "filling", "dental_cleaning", "jaw_surgery")

SUPPLEMENTS = "supplements"

#: What is seen to before a trial, besides assessments.
PAINKILLERS, RADIOTHERAPY_FIRST = "painkillers", "radiotherapy of painful bones"

#: Time between two looks at what goes on [days]: three visits of four weeks.
REVIEW_DAYS = 84.0

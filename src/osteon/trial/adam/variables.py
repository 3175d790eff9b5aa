"""Variables of the ADaM datasets with their labels, in order.

Names and labels are those of the ADaM Implementation Guide where it has the variable. A run has no
calendar: in the place of dates stand study days, on which the day of entry is day 1.
"""

from typing import Final

ADSL: Final = {
    "STUDYID": "Study Identifier",
    "USUBJID": "Unique Subject Identifier",
    "SUBJID": "Subject Identifier for the Study",
    "SITEID": "Study Site Identifier",
    "AGE": "Age",
    "AGEU": "Age Units",
    "AGEGR1": "Pooled Age Group 1",
    "SEX": "Sex",
    "RACE": "Race",
    "ARM": "Description of Planned Arm",
    "TRT01P": "Planned Treatment for Period 01",
    "TRT01PN": "Planned Treatment for Period 01 (N)",
    "ITTFL": "Intent-To-Treat Population Flag",
    "SAFFL": "Safety Population Flag",
    "TRTSDY": "Study Day of First Exposure to Treatment",
    "TRTEDY": "Study Day of Last Exposure to Treatment",
    "NDOSES": "Number of Doses of Bone Drugs",
    "EOSSTT": "End of Study Status",
    "EOSDY": "Study Day of End of Study",
    "DCSREAS": "Reason for Discontinuation from Study",
    "DTHFL": "Subject Death Flag",
    "DTHDY": "Study Day of Death",
    "CANCER": "Primary Cancer",
    "ECOGBL": "ECOG Performance Status at Baseline",
    "VISCFL": "Visceral Metastases at Baseline Flag",
    "PRSREFL": "Skeletal-Related Event Before Entry Flag",
    "PRDRUG": "Bone Drug Before Entry",
    "NMETBL": "Number of Bone Metastases at Baseline",
    "TUMVBL": "Tumour in Bone at Baseline (cm3)",
    "WEIGHTBL": "Weight at Baseline (kg)",
    "GFRBL": "Glomerular Filtration at Base. (mL/min)",
    "ALBBL": "Albumin at Baseline (g/L)",
    "VITDBL": "25-OH Vitamin D at Baseline (nmol/L)",
}
ADAE: Final = {
    "STUDYID": "Study Identifier",
    "USUBJID": "Unique Subject Identifier",
    "SUBJID": "Subject Identifier for the Study",
    "TRTP": "Planned Treatment",
    "TRTPN": "Planned Treatment (N)",
    "AGE": "Age",
    "SEX": "Sex",
    "AESEQ": "Sequence Number",
    "AETERM": "Reported Term for the Adverse Event",
    "AEDECOD": "Dictionary-Derived Term",
    "AEBODSYS": "Body System or Organ Class",
    "AELOC": "Location of Event",
    "ASTDY": "Analysis Start Relative Day",
    "KNOWNDY": "Study Day on Which It Became Known",
    "TRTEMFL": "Treatment Emergent Analysis Flag",
    "CQ01NAM": "Customized Query 01 Name",
}
ADTTE: Final = {
    "STUDYID": "Study Identifier",
    "USUBJID": "Unique Subject Identifier",
    "SUBJID": "Subject Identifier for the Study",
    "TRTP": "Planned Treatment",
    "TRTPN": "Planned Treatment (N)",
    "AGE": "Age",
    "SEX": "Sex",
    "PARAMCD": "Parameter Code",
    "PARAM": "Parameter",
    "PARAMN": "Parameter (N)",
    "AVAL": "Analysis Value",
    "ADY": "Analysis Relative Day",
    "CNSR": "Censor",
    "EVNTDESC": "Event or Censoring Description",
}
DATASETS: Final = {"ADSL": ADSL, "ADAE": ADAE, "ADTTE": ADTTE}
TITLES: Final = {
    "ADSL": "Subject-Level Analysis Dataset",
    "ADAE": "Adverse Event Analysis Dataset",
    "ADTTE": "Time-to-Event Analysis Dataset",
}

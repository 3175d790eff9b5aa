"""The dose of a bisphosphonate by kidney function."""

from dataclasses import replace

from osteon.care.chart import Chart
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.library.prescription import Prescription

ZOLEDRONIC_ACID = "zoledronic_acid"


def gfr_matters(setting: Setting) -> bool:
    """Whether the bone agent of the arm is one that the kidney clears."""
    return setting.library.drug(setting.prescription.drug).kind == "bisphosphonate"


def gfr_allows(chart: Chart, setting: Setting) -> bool:
    """Whether kidney function is known to be good enough for the bone agent, or does not matter."""
    if not gfr_matters(setting):
        return True
    gfr = chart.last("gfr")
    if isinstance(gfr, Unknown):
        return False
    return gfr >= setting.figure("care_bisphosphonate_gfr_least_ml_per_min")


def dose_for(chart: Chart, setting: Setting) -> Prescription:
    """Return the prescription with its dose by kidney function, for zoledronic acid.

    The label's 4, 3.5, 3.3 and 3.0 mg at a creatinine clearance above 60, 50 to 60, 40 to 49 and
    30 to 39 mL/min (zometa_label), in proportion where another full dose was prescribed.
    """
    prescription, dose_mg = setting.prescription, dose_mg_for(chart, setting)
    same = dose_mg == prescription.dose_mg
    return prescription if same else replace(prescription, dose_mg=dose_mg)


def dose_mg_for(chart: Chart, setting: Setting) -> float:
    """Return the dose of that prescription [mg]."""
    prescription, gfr = setting.prescription, chart.last("gfr")
    if prescription.drug != ZOLEDRONIC_ACID or isinstance(gfr, Unknown):
        return prescription.dose_mg
    full = setting.figure("care_zoledronic_full_dose_mg")
    share = _label_dose(gfr, setting) / full
    return round(prescription.dose_mg * share, 3)


def _label_dose(gfr: float, setting: Setting) -> float:
    for band, dose in (("full", "full"), ("mild", "mild"), ("moderate", "moderate")):
        if gfr >= setting.figure(f"care_zoledronic_gfr_{band}_ml_per_min"):
            return setting.figure(f"care_zoledronic_{dose}_dose_mg")
    return setting.figure("care_zoledronic_low_dose_mg")

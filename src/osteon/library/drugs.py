"""Drugs as data: kinetics, mechanism and potency."""

from typing import Literal

from pydantic import Field

from osteon.library.facts import Facts
from osteon.library.sourced import Value

Route = Literal["iv", "sc"]
ROUTES: tuple[Route, ...] = ("iv", "sc")


class RanklInhibitorParameters(Facts):
    """Two compartments, saturable elimination by the target, removal of RANKL."""

    absorption_rate_per_day: Value
    bioavailability: Value
    central_volume_ml: Value
    peripheral_volume_ml: Value
    clearance_ml_per_day: Value
    intercompartmental_clearance_ml_per_day: Value
    maximum_target_elimination_ng_per_day: Value
    michaelis_constant_ng_per_ml: Value
    reference_weight_kg: Value
    molar_mass_g_per_mol: Value
    rankl_removal_l_per_pmol_per_h: Value


class BisphosphonateParameters(Facts):
    """A depot on the bone surface, fed past the kidney, with a lagged effect."""

    renal_clearance_l_per_h: Value
    bone_clearance_l_per_h: Value
    reference_gfr_ml_per_min: Value
    skeletal_release_rate_per_day: Value
    half_effect_depot_mg: Value
    emax: Value
    uptake_ratio_lesion: Value
    effect_delay_rate_per_day: Value
    apoptosis_share: Value
    standard_infusion_min: Value


class _DrugFacts(Facts):
    name: str
    title: str
    aliases: tuple[str, ...] = ()
    routes: tuple[Route, ...] = Field(min_length=1)
    usual_regimen: str
    note: str = ""


class RanklInhibitor(_DrugFacts):
    """An antibody that takes RANKL away from the osteoclast."""

    kind: Literal["rankl_inhibitor"]
    parameters: RanklInhibitorParameters


class Bisphosphonate(_DrugFacts):
    """A drug that settles on the bone surface and silences the osteoclast that resorbs it."""

    kind: Literal["bisphosphonate"]
    parameters: BisphosphonateParameters


Drug = RanklInhibitor | Bisphosphonate

DRUG_KINDS: dict[str, type[Facts]] = {
    "rankl_inhibitor": RanklInhibitor,
    "bisphosphonate": Bisphosphonate,
}

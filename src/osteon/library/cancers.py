"""Cancers as data: who has them, what they do to bone, how long patients live."""

from osteon.library.facts import Facts
from osteon.library.sourced import Value


class Cancer(Facts):
    """One primary cancer that has spread to bone.

    Stimuli are medians at entry; the spread of a value is between patients, and the value named
    ``…_lesion_sd`` is the standard deviation of the logarithm between one patient's lesions.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""

    # Who the patients are.
    sex_female_share: Value
    age_years: Value
    weight_kg: Value
    gfr_ml_per_min: Value
    vitamin_d_ratio: Value
    albumin_g_per_l: Value
    turnover_factor: Value
    prior_sre_share: Value
    ecog_0_share: Value
    ecog_1_share: Value
    ecog_2_share: Value
    # Few trials take such patients; registries have them.
    ecog_3_share: Value
    visceral_share: Value

    # The tumour in bone.
    lesion_count_mean_extra: Value
    tumour_volume_cm3: Value
    tumour_volume_lesion_sd: Value
    doubling_time_days: Value
    doubling_time_lesion_sd: Value
    resorptive_stimulus: Value
    resorptive_stimulus_lesion_sd: Value
    osteoblast_stimulus: Value
    osteoblast_stimulus_lesion_sd: Value
    osteoblast_block: Value
    osteoblast_block_lesion_sd: Value
    pthrp_secretion_pm_per_cm3: Value
    # What calcium has come to at entry, where a trial takes patients for it.
    calcium_at_entry_mmol_per_l: Value | None = None

    # The tumour elsewhere.
    extraskeletal_volume_cm3: Value
    extraskeletal_doubling_time_days: Value

    # The course.
    death_rate_per_year: Value
    dropout_rate_per_year: Value
    median_survival_months: Value

    # Spread to bone: of patients with advanced disease, and of all at diagnosis of the cancer.
    bone_spread_probability: Value
    presents_with_bone_share: Value
    bone_delay_days: Value
    new_lesions_per_year: Value
    epidural_spread_ratio: Value

    # What a tracer shows of it, and whether systemic therapy shrinks it.
    fdg_uptake_share: Value
    psma_uptake_share: Value
    systemic_response_share: Value

"""The cohort of a trial file: who is simulated."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from osteon.base.errors import InputError
from osteon.library.before_entry import BeforeEntry
from osteon.library.cancers import Cancer
from osteon.library.facts import Facts
from osteon.library.sourced import Context, Sourced, Value

if TYPE_CHECKING:
    from osteon.library.library import Library

Start = Literal["trial entry", "bone metastasis", "advanced cancer", "diagnosis"]
WITH_METASTASES: tuple[Start, ...] = ("trial entry", "bone metastasis")


class Baseline(Facts):
    """Numbers of the trial's patients; each replaces the cancer's own of the same name.

    A number without a spread keeps the spread of the cancer's. `gfr_minimum_ml_per_min` is a
    criterion of entry: nobody below it is sampled. `calcium_at_entry_mmol_per_l` is met by each
    patient's own secretion of PTHrP. `death_rate_ratio` says how the rates of death of all cancers
    of the cohort compare with the library's.
    """

    sex_female_share: Value | None = None
    age_years: Value | None = None
    weight_kg: Value | None = None
    gfr_ml_per_min: Value | None = None
    gfr_minimum_ml_per_min: Value | None = None
    vitamin_d_ratio: Value | None = None
    albumin_g_per_l: Value | None = None
    turnover_factor: Value | None = None
    prior_sre_share: Value | None = None
    ecog_0_share: Value | None = None
    ecog_1_share: Value | None = None
    ecog_2_share: Value | None = None
    ecog_3_share: Value | None = None
    visceral_share: Value | None = None
    lesion_count_mean_extra: Value | None = None
    tumour_volume_cm3: Value | None = None
    doubling_time_days: Value | None = None
    pthrp_secretion_pm_per_cm3: Value | None = None
    calcium_at_entry_mmol_per_l: Value | None = None
    extraskeletal_volume_cm3: Value | None = None
    extraskeletal_doubling_time_days: Value | None = None
    death_rate_per_year: Value | None = None
    death_rate_ratio: Value | None = None
    dropout_rate_per_year: Value | None = None

    def laid_over(self, cancer: Cancer) -> Cancer:
        """Return the cancer with these numbers in the place of its own."""
        names = type(cancer).model_fields
        changes = {
            name: _keep_spread(entry, getattr(cancer, name))
            for name, entry in self.entries()
            if name in names
        }
        changed = cancer.model_copy(update=changes)
        if self.death_rate_ratio is not None:
            changed = _scale_deaths(changed, self.death_rate_ratio.value)
        minimum = self.gfr_minimum_ml_per_min
        return changed if minimum is None else _limit_gfr(changed, minimum.value)


class CohortFile(BaseModel):
    """Who is simulated: one cancer or a mix, how many, and the trial's baseline table.

    Attributes
    ----------
    cancer : str or None
        Name of the cancer, where there is one.
    cancers : mapping of name to share
        A mix; shares are relative.
    n : int
        Patients in all arms together; in a twin design, in each.
    seed : int
        Luck.
    start : {"trial entry", "bone metastasis", "advanced cancer", "diagnosis"}
        Where lives begin: with bone metastases and the baseline of a trial; with the diagnosis of
        bone metastasis, which nothing keeps out; with an advanced cancer whose first deposit in
        bone may still come; or with the diagnosis of the cancer.
    before_entry : tuple of BeforeEntry
        Bone drugs given in the time before entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cancer: str | None = None
    cancers: Mapping[str, Annotated[float, Field(gt=0)]] = {}
    n: Annotated[int, Field(gt=0, strict=True)]
    seed: Annotated[int, Field(ge=0, strict=True)] = 1
    start: Start = "trial entry"
    baseline: Baseline = Baseline()
    before_entry: tuple[BeforeEntry, ...] = ()

    @field_validator("cancer")
    @classmethod
    def _known(cls, name: str | None, info: ValidationInfo) -> str | None:
        return None if name is None else _filed_name(name, info)

    @field_validator("cancers")
    @classmethod
    def _all_known(cls, shares: Mapping[str, float], info: ValidationInfo) -> Mapping[str, float]:
        return {_filed_name(name, info): share for name, share in shares.items()}

    def mix(self, library: "Library") -> tuple[tuple[Cancer, float], ...]:
        """Return each cancer with the baseline laid over it, and its share; shares sum to 1."""
        shares = {self.cancer: 1.0} if self.cancer else dict(self.cancers)
        total = sum(shares.values())
        return tuple(
            (self.baseline.laid_over(library.cancer(name)), share / total)
            for name, share in shares.items()
        )

    def entries(self) -> Iterator[tuple[str, Sourced]]:
        """Yield the numbers of the baseline table with their names."""
        return self.baseline.entries()


def _filed_name(name: str, info: ValidationInfo) -> str:
    library = info.context.library if isinstance(info.context, Context) else None
    try:
        return library.cancer(name).name if library else name
    except InputError as error:
        raise ValueError(str(error)) from None


def _keep_spread(entry: Sourced, own: Sourced | None) -> Sourced:
    if own is None or entry.spread:
        return entry
    return entry.model_copy(update={"spread": own.spread})


def _scale_deaths(cancer: Cancer, ratio: float) -> Cancer:
    own = cancer.death_rate_per_year
    scaled = own.model_copy(update={"value": own.value * ratio})
    return cancer.model_copy(update={"death_rate_per_year": scaled})


def _limit_gfr(cancer: Cancer, minimum: float) -> Cancer:
    own = cancer.gfr_ml_per_min
    if own.spread is None:
        return cancer
    spread = replace(own.spread, low=max(minimum, own.spread.low))
    limited = own.model_copy(update={"spread": spread})
    return cancer.model_copy(update={"gfr_ml_per_min": limited})

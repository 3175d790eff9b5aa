from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest, kstest, poisson, truncnorm

from osteon.base.errors import InputError
from osteon.library.cohort_file import Baseline
from osteon.sim.cohort import Cohort
from support.runs import cohort, library

N = 4000
CANCERS = sorted(library().cancers)


@pytest.fixture(scope="module")
def breast():
    return cohort(N, 1, "breast")


def as_expected(count, n, share):
    """Whether a count could come from this share, at one in a hundred thousand."""
    return binomtest(int(count), n, share).pvalue > 1e-5


def test_patients_are_numbered_from_nought_and_described_in_full(breast):
    assert breast.patients.tolist() == list(range(N))
    assert len(breast) == N
    assert {len(column) for column in breast.table.values()} == {N}
    assert set(breast.table["cancer"]) == {"breast"}


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("age_years", "age_years"),
        ("weight_kg", "weight_kg"),
        ("gfr_ml_min", "gfr_ml_per_min"),
        ("albumin_g_l", "albumin_g_per_l"),
    ],
)
def test_normal_numbers_follow_the_cancer_file(breast, column, name):
    entry = library().cancer("breast")[name]
    value, sd = entry.value, entry.spread.sd
    limits = ((limit - value) / sd for limit in (entry.spread.low, entry.spread.high))
    stated = truncnorm(*limits, loc=value, scale=sd)
    assert kstest(breast.table[column], stated.cdf).pvalue > 1e-4


@pytest.mark.parametrize(
    ("happens", "name"),
    [
        (lambda t: t["sex"] == "female", "sex_female_share"),
        (lambda t: t["visceral"], "visceral_share"),
        (lambda t: t["prior_sre"], "prior_sre_share"),
        (lambda t: t["ecog"] == 0, "ecog_0_share"),
        (lambda t: t["ecog"] == 2, "ecog_2_share"),
    ],
)
def test_shares_follow_the_cancer_file(breast, happens, name):
    share = library().cancer("breast")[name].value
    assert as_expected(np.sum(happens(breast.table)), N, share)


@pytest.mark.parametrize("cancer", ["breast", "prostate"])
def test_the_number_of_lesions_is_one_and_a_poisson_number(cancer):
    mean = library().cancer(cancer).lesion_count_mean_extra.value
    extra = cohort(N, 1, cancer).sizes - 1
    assert extra.min() == 0
    for number in range(4):
        assert as_expected(np.sum(extra == number), N, poisson.pmf(number, mean))


def test_bones_are_chosen_by_their_seeding_weight(breast):
    weights = {site.name: site.seeding_weight.value for site in library().sites.values()}
    first = breast.sites[:, 0].tolist()
    for name, weight in weights.items():
        assert as_expected(first.count(name), N, weight / sum(weights.values()))


def test_tumour_volumes_spread_around_the_stated_median(breast):
    facts = library().cancer("breast")
    sd = np.hypot(facts.tumour_volume_cm3.spread.sd, facts.tumour_volume_lesion_sd.value)
    # Up to the median no bone is too small for what was drawn.
    first = breast.lesions["tumour_volume_cm3"][:, 0]
    small = np.quantile(first, 0.16)
    assert np.log(facts.tumour_volume_cm3.value / small) == pytest.approx(sd, rel=0.1)


def test_frailties_average_one_and_prior_events_mark_the_frail(breast):
    for name in ("skeletal_frailty", "death_frailty"):
        assert breast.values[name].mean() == pytest.approx(1, abs=0.12)
    frail = np.log(breast.values["skeletal_frailty"])
    prior = breast.table["prior_sre"]
    assert frail[prior].mean() > frail[~prior].mean() + 0.3


def test_burden_joins_number_and_volume_of_lesions(breast):
    first = np.log(breast.lesions["tumour_volume_cm3"][:, 0])
    assert np.corrcoef(breast.sizes, first)[0, 1] > 0.1


def test_tumour_outside_bone_is_with_visceral_spread_only(breast):
    outside = breast.values["extraskeletal_volume_cm3"]
    assert np.all((outside > 0) == breast.table["visceral"])


@pytest.mark.parametrize("cancer", CANCERS)
def test_lesions_fit_in_their_bone_even_where_several_share_one(cancer):
    people = cohort(1000, 1, cancer)
    largest = library().parameters["lesion_share_of_bone_at_entry_maximum"].value
    bone, tumour = people.lesions["bone_volume_cm3"], people.lesions["tumour_volume_cm3"]
    shared = 0
    for row, size in enumerate(people.sizes):
        for site in set(people.sites[row, :size]):
            here = np.flatnonzero(people.sites[row, :size] == site)
            shared += len(here) > 1
            assert people.lesions["capacity_share"][row, here].sum() == pytest.approx(1)
            assert tumour[row, here].sum() <= largest * bone[row, here[0]] * (1 + 1e-12)
    assert shared > 10


def test_the_baseline_counts_the_lesions_a_patient_has_and_no_filler(breast):
    assert np.all(breast.table["n_lesions"] == breast.sizes)
    tumour = breast.lesions["tumour_volume_cm3"]
    summed = [tumour[row, :size].sum() for row, size in enumerate(breast.sizes)]
    np.testing.assert_allclose(breast.table["tumour_cm3"], summed)


def test_a_mix_has_its_shares_in_order_of_number():
    facts = library()
    mix = ((facts.cancer("lung"), 3.0), (facts.cancer("kidney"), 1.0))
    people = Cohort.sample(mix, n=2000, seed=1)
    assert people.patients.tolist() == list(range(2000))
    assert as_expected(np.sum(people.table["cancer"] == "lung"), 2000, 0.75)
    female = people.table["sex"][people.table["cancer"] == "kidney"] == "female"
    assert as_expected(female.sum(), len(female), facts.cancer("kidney").sex_female_share.value)


def test_nobody_below_the_least_filtration_of_a_trial_enters():
    own = library().cancer("breast").gfr_ml_per_min
    least = own.model_copy(update={"name": "gfr_minimum_ml_per_min", "value": 60.0, "spread": None})
    limited = Baseline(gfr_minimum_ml_per_min=least).laid_over(library().cancer("breast"))
    people = Cohort.sample(((limited, 1.0),), n=500, seed=1)
    assert people.table["gfr_ml_min"].min() >= 60
    assert cohort(500, 1, "breast").table["gfr_ml_min"].min() < 60


def test_some_patients_are_the_same_patients(breast):
    few = breast.take(np.array([7, 3]))
    assert few.patients.tolist() == [7, 3]
    assert few.table["age_years"].tolist() == breast.table["age_years"][[7, 3]].tolist()
    assert few.sites.shape[1] == max(breast.all_sizes[[7, 3]])


@pytest.mark.parametrize("n", [0, -3])
def test_a_cohort_of_nobody_is_refused(n):
    with pytest.raises(InputError, match="n must be 1 or more"):
        Cohort.sample("breast", n=n)


def test_an_unknown_cancer_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match='did you mean "breast"'):
        Cohort.sample("brest", n=1)


def test_a_cohort_is_a_value(breast):
    assert replace(breast, seed=2).patients is breast.patients
    with pytest.raises(AttributeError):
        breast.seed = 2

"""Luck: Philox4x32-10 by the book, uniform, and one stream tells nothing about another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from osteon.base.luck import philox, stream, uniform, uniforms, uniforms_of

WORD = 0xFFFFFFFF
# Known answers of Random123 for philox4x32 with 10 rounds: counter, key, result.
KNOWN = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (WORD, WORD, WORD, WORD),
        (WORD, WORD),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
PATIENTS = np.arange(20_000)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter, key, answer):
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, WORD),
    st.integers(0, 2**62),
    st.integers(0, 1000),
    st.integers(0, 1000),
)
def test_a_number_lies_strictly_between_zero_and_one(seed, number, patient, lesion, occurrence):
    assert 0.0 < uniform(seed, number, patient, lesion, occurrence) < 1.0


def test_the_same_arguments_give_the_same_number_alone_or_in_a_crowd():
    crowd = uniforms(7, "death", PATIENTS)
    assert uniforms(7, "death", PATIENTS[[123]])[0] == crowd[123]
    assert uniforms(7, "death", PATIENTS[::-1])[0] == crowd[-1]
    assert uniform(7, stream("death"), 123, 0, 0) == crowd[123]


@pytest.mark.parametrize("how", [{}, {"lesion": 3}, {"occurrence": 5}])
def test_numbers_are_uniform(how):
    drawn = uniforms(2026, "pathological_fracture", PATIENTS, **how)
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3
    counts = np.histogram(drawn, bins=256, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 1e-3


def test_low_bits_are_random_too():
    drawn = uniforms(2026, "pathological_fracture", PATIENTS)
    assert stats.kstest((drawn * 2**20) % 1.0, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    "other",
    [
        lambda: uniforms(1, "dropout", PATIENTS),
        lambda: uniforms(2, "death", PATIENTS),
        lambda: uniforms(1, "death", PATIENTS, lesion=1),
        lambda: uniforms(1, "death", PATIENTS, occurrence=1),
        lambda: uniforms(1, "death", PATIENTS + 1),
        lambda: uniforms(1 + 2**40, "death", PATIENTS),
        lambda: uniforms(1, "death", PATIENTS + 2**40),
    ],
    ids=["stream", "seed", "lesion", "occurrence", "patient", "high seed", "high patient"],
)
def test_a_change_of_any_argument_gives_an_independent_number(other):
    first, second = uniforms(1, "death", PATIENTS), other()
    assert not np.any(first == second)
    assert abs(stats.spearmanr(first, second).statistic) < 4 / np.sqrt(len(PATIENTS))


def test_streams_have_numbers_of_their_own():
    names = ["death", "dropout", "pathological_fracture", "surgery_to_bone", "death chance"]
    assert len({stream(name) for name in names}) == len(names)
    assert all(0 <= stream(name) <= WORD for name in names)


def test_numbers_for_many_patients_lesions_and_occurrences_are_those_for_each():
    patients, lesions, days = np.arange(3)[:, None], np.arange(4), 7
    together = uniforms_of(5, "a", patients, lesions, days)
    assert together.shape == (3, 4)
    for lesion in range(4):
        alone = uniforms(5, "a", np.arange(3), lesion, days)
        np.testing.assert_array_equal(together[:, lesion], alone)

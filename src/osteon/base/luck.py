"""Luck as a stateless function of (seed, stream, patient, lesion, occurrence): Philox4x32-10.

The same arguments give the same number on any machine, in any order, in any arm, so a patient has
the same luck whatever happens to others.

References: salmon_2011 (the Random123 generators and their known answers).
"""

import zlib

import numpy as np
from numba import njit
from numpy.typing import NDArray

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROUNDS = 10
_TWO_TO_53 = float(2**53)


_HOURS_PER_DAY = 24


def hour_of(day: float) -> int:
    """Return the hour of a day, which tells what befalls a patient on different days apart."""
    return round(day * _HOURS_PER_DAY)


def hours_of(days: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the hours of many days; shape of `days`."""
    return np.asarray(np.rint(days * _HOURS_PER_DAY).astype(np.int64))


def stream(name: str) -> int:
    """Return the number of a named stream; adding a stream moves no other."""
    return zlib.crc32(name.encode())


@njit(cache=True)
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Return the four words of Philox4x32-10 for a counter and a key (uint64 holding 32 bits)."""
    for _ in range(_ROUNDS):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _MASK, (p0 >> _HALF) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@njit(cache=True)
def uniform(seed, stream_number, patient, lesion, occurrence):  # type: ignore[no-untyped-def]
    """Return one number strictly between 0 and 1 (53 bits)."""
    who, key = np.uint64(patient), np.uint64(seed)
    high, low, _, _ = philox(
        who & _MASK,
        np.uint64(stream_number) & _MASK,
        np.uint64(lesion) & _MASK,
        np.uint64(occurrence) & _MASK,
        key & _MASK,
        (key >> _HALF) ^ (who >> _HALF),
    )
    bits = ((high << np.uint64(21)) ^ (low >> np.uint64(11))) & np.uint64(0x1FFFFFFFFFFFFF)
    return (float(bits) + 0.5) / _TWO_TO_53


@njit(cache=True)
def _fill(seed, stream_number, patients, lesion, occurrence, out):  # type: ignore[no-untyped-def]
    for index in range(len(patients)):
        out[index] = uniform(seed, stream_number, patients[index], lesion, occurrence)


def uniforms(
    seed: int, name: str, patients: NDArray[np.int64], lesion: int = 0, occurrence: int = 0
) -> NDArray[np.float64]:
    """Return one uniform number per patient, shape (n_patients,)."""
    out = np.empty(len(patients))
    _fill(seed, stream(name), np.asarray(patients, np.int64), lesion, occurrence, out)
    return out


@njit(cache=True)
def _fill_each(seed, stream_number, patients, lesions, occurrences, out):  # type: ignore[no-untyped-def]
    for index in range(len(patients)):
        out[index] = uniform(
            seed, stream_number, patients[index], lesions[index], occurrences[index]
        )


def uniforms_of(
    seed: int,
    name: str,
    patients: NDArray[np.int64],
    lesions: NDArray[np.int64] | int,
    occurrences: NDArray[np.int64] | int,
) -> NDArray[np.float64]:
    """Return one uniform number for each (patient, lesion, occurrence), of their common shape.

    An element has the number that `uniforms` gives for the same arguments.
    """
    shape = np.broadcast(patients, lesions, occurrences).shape
    # Copies: what is broadcast shares memory and cannot be handed to a kernel.
    whole = np.empty((3, *shape), np.int64)
    whole[0], whole[1], whole[2] = patients, lesions, occurrences
    who, where, when = whole.reshape(3, -1)
    out = np.empty(len(who))
    _fill_each(seed, stream(name), who, where, when, out)
    return out.reshape(shape)


def one_uniform(seed: int, name: str, patient: int, lesion: int = 0, occurrence: int = 0) -> float:
    """Return the number that `uniforms` gives for one patient."""
    return float(uniform(seed, stream(name), patient, lesion, occurrence))

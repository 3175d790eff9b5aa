"""Compiling the kernels once, ahead of the first run, and saying so."""

from collections.abc import Callable
from functools import cache

import numpy as np

from osteon.base.luck import one_uniform, uniforms, uniforms_of
from osteon.model.compiled import cache_folder, compiled_model
from osteon.model.engine import Recording, advance, begin, catch_up, read, read_lesions, settle

NOTICE = "Compiling the model for this machine: about a minute, once."


def warm_up(notice: Callable[[str], None]) -> None:
    """Compile every kernel of the model unless that was done before; tell `notice` first."""
    done = cache_folder() / compiled_model().hash / "compiled"
    if done.exists():
        return
    notice(NOTICE)
    load_kernels()
    done.touch()


@cache
def load_kernels() -> None:
    """Load every kernel, those never compiled before compiled, by a life of a moment.

    A kernel is loaded by its first call. What is loaded before a fork is shared by all processes.
    """
    model = compiled_model()
    ones = np.ones((1, len(model.parameters)))
    lesion = np.ones((1, 1, len(model.lesion_parameters)))
    lives = begin(model, ones, lesion, np.ones(1, np.int64), patients=np.zeros(1, np.int64), seed=0)
    uniforms(0, "warm up", lives.patients)
    uniforms_of(0, "warm up", lives.patients, 0, 0)
    one_uniform(0, "warm up", 0)
    settle(lives)
    catch_up(lives)
    read(lives)
    read_lesions(lives)
    advance(lives, 1e-3, recording=Recording.of(lives, [0.0]))

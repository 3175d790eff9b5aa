"""Compiling the kernels once, ahead of the first run, and saying so."""

from collections.abc import Callable

import numpy as np

from osteon.base.luck import uniforms
from osteon.model.compiled import cache_folder, compiled_model
from osteon.model.engine import Recording, advance, begin, catch_up, read, read_lesions, settle

NOTICE = "Compiling the model for this machine: about a minute, once."


def warm_up(notice: Callable[[str], None]) -> None:
    """Compile every kernel of the model unless that was done before; tell `notice` first."""
    model = compiled_model()
    done = cache_folder() / model.hash / "compiled"
    if done.exists():
        return
    notice(NOTICE)
    ones = np.ones((1, len(model.parameters)))
    lesion = np.ones((1, 1, len(model.lesion_parameters)))
    lives = begin(model, ones, lesion, np.ones(1, np.int64), patients=np.zeros(1, np.int64), seed=0)
    uniforms(0, "warm up", lives.patients)
    settle(lives)
    catch_up(lives)
    read(lives)
    read_lesions(lives)
    advance(lives, 1e-3, recording=Recording.of(lives, [0.0]))
    done.touch()

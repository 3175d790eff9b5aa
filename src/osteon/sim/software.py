"""What the bits of a result depend on besides its input: the model and the software under it."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from osteon.model.compiled import compiled_model

FLOORS = ("base", "library", "model", "care", "sim")
LIBRARIES = ("llvmlite", "numba", "numpy", "pyarrow", "scipy")


@cache
def software() -> dict[str, str]:
    """Return the names and versions that must agree wherever parts of one run are made."""
    return {
        "osteon": version("osteon"),
        "source": _source(),
        "model": compiled_model().hash,
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in LIBRARIES},
        "vectors": _vectors(),
    }


def _source() -> str:
    """Return a hash of the code that parts are made with: every floor below the trial."""
    package, digest = Path(__file__).parents[1], hashlib.sha256()
    for floor in FLOORS:
        for path in sorted((package / floor).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _vectors() -> str:
    """Return the widest vectors NumPy uses here; its functions differ by them in the last bit."""
    config: Any = np.show_config(mode="dicts")
    simd = config["SIMD Extensions"]
    return f"{platform.machine()} {[*simd['baseline'], *simd['found']][-1]}"

"""What the bits of a result depend on besides its input: the model and the software under it."""

import platform
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

LIBRARIES = ("llvmlite", "numba", "numpy", "pyarrow", "scipy")


@cache
def software() -> dict[str, str]:
    """Return the names and versions that must agree wherever parts of one run are made."""
    import osteon
    from osteon.model.compiled import compiled_model

    return {
        "osteon": osteon.__version__,
        "model": compiled_model().hash,
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in LIBRARIES},
        "vectors": _vectors(),
    }


def _vectors() -> str:
    """Return the widest vectors NumPy uses here; its functions differ by them in the last bit."""
    config: Any = np.show_config(mode="dicts")
    simd = config["SIMD Extensions"]
    return f"{platform.machine()} {[*simd['baseline'], *simd['found']][-1]}"

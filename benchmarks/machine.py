"""What the figures were measured on: processor, vector width, versions."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numba", "llvmlite", "numpy", "scipy", "libroadrunner", "numbalsoda", "pydiffsol")


def processor() -> str:
    """Return the processor's name and number of cores, as far as the system tells them."""
    names = _facts("model name")
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()


def load() -> str:
    """Return how busy the machine was with everything it did in the last quarter of an hour."""
    return f"{os.getloadavg()[-1]:.1f} on {os.cpu_count()} cores"


def vectors() -> str:
    """Return the widest vectors of the processor that matter here."""
    flags = (_facts("flags") or [""])[0].split()
    widths = {"avx512f": "AVX-512", "avx2": "AVX2"}
    return next(
        (name for flag, name in widths.items() if flag in flags), "neither AVX2 nor AVX-512"
    )


def versions() -> str:
    """Return the versions of Python and of every engine."""
    return ", ".join([f"Python {platform.python_version()}", *map(_version, PACKAGES)])


def mrgsolve() -> str:
    """Return why there is no line for mrgsolve."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "mrgsolve: skipped, there is no R here"
    ask = "cat(requireNamespace('mrgsolve', quietly = TRUE))"
    answer = subprocess.run([rscript, "-e", ask], capture_output=True, text=True, check=False)  # noqa: S603
    if "TRUE" not in answer.stdout:
        return "mrgsolve: skipped, R has no such package here"
    return "mrgsolve: skipped, R has it but this benchmark cannot hand it the model yet"


def _facts(name: str) -> list[str]:
    """Return a fact of every core."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    return [line.split(":", 1)[1].strip() for line in lines if line.startswith(name)]


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"

"""Kernels of small models: as plain Python, which needs no compiling, and as machine code."""

import importlib.util
import sys
import types
from pathlib import Path

from osteon.model.compiled import CompiledModel
from osteon.model.declaration import Declaration
from osteon.model.generate.module import write_module


def as_python(declaration: Declaration) -> CompiledModel:
    """Return a model whose scalar kernels run as plain Python."""
    source = write_module(declaration).replace("@njit(**COMPILE)\n", "")
    module = types.ModuleType("toy_kernel")
    exec(compile(source, "toy_kernel", "exec"), module.__dict__)  # noqa: S102  our own source
    return CompiledModel(declaration, module, "toy")


def compiled(declaration: Declaration, folder: Path) -> CompiledModel:
    """Return a model with kernels that are compiled at their first call."""
    path = folder / "small_kernel.py"
    path.write_text(write_module(declaration), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("small_kernel", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_kernel"] = module
    spec.loader.exec_module(module)
    return CompiledModel(declaration, module, "small")

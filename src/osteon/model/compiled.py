"""The compiled model: generated once per hash of its equations, kept on disk, then loaded."""

import hashlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

from osteon.base.errors import InputError
from osteon.base.files import write_atomically
from osteon.model.declaration import Declaration
from osteon.model.generate.module import write_module
from osteon.model.whole import declare_model


@dataclass(frozen=True)
class CompiledModel:
    """A model with its kernels; names give the order of every array's last axis."""

    declaration: Declaration
    kernels: ModuleType
    hash: str

    @cached_property
    def parameters(self) -> list[str]:
        """Names of the numbers a patient carries."""
        return list(self.declaration.parameters)

    @cached_property
    def lesion_parameters(self) -> list[str]:
        """Names of the numbers a lesion carries."""
        return list(self.declaration.lesion_parameters)

    @cached_property
    def states(self) -> list[str]:
        """Names of the states of the body."""
        return list(self.declaration.states)

    @cached_property
    def readings(self) -> list[str]:
        """Names of what can be read from the state."""
        return list(self.declaration.readings)

    @cached_property
    def lesion_readings(self) -> list[str]:
        """Names of what can be read from one lesion."""
        return list(self.declaration.lesion_readings)

    @cached_property
    def events(self) -> list[str]:
        """Names of the events; the position of a name is its code."""
        return list(self.declaration.events)

    @cached_property
    def _jump_codes(self) -> dict[str, int]:
        first = len(self.declaration.events)
        return {name: code for code, name in enumerate(self.declaration.jumps, first)}

    def jump_code(self, name: str) -> int:
        """Return the code of a scheduled jump."""
        return self._jump_codes[name]


@cache
def compiled_model() -> CompiledModel:
    """Return the model, generating its kernels if this version has none on disk yet."""
    declaration = declare_model()
    # To generate the text takes a while, so it is remembered what this very code came to.
    known = cache_folder() / "generated" / _fingerprint()
    key = known.read_text(encoding="utf-8") if known.exists() else ""
    path = cache_folder() / key / "kernel.py"
    if not key or not path.exists():
        source = write_module(declaration)
        key = hashlib.sha256(source.encode() + _text_of("lanes")).hexdigest()[:16]
        path = cache_folder() / key / "kernel.py"
        _keep(path, source)
        _keep(known, key)
    return CompiledModel(declaration, _load(path, key), key)


def _fingerprint() -> str:
    """Return a hash of all code from which kernels are generated."""
    return hashlib.sha256(_text_of("", "equations", "generate", "kernel", "lanes")).hexdigest()


def _text_of(*folders: str) -> bytes:
    here = Path(__file__).parent
    files = [path for folder in folders for path in sorted((here / folder).glob("*.py"))]
    return b"".join(path.read_bytes() for path in files)


def _keep(path: Path, text: str) -> None:
    try:
        write_atomically(path, lambda part: _write(part, text))
    except OSError as error:
        raise InputError(
            f"kernels cannot be kept in {path.parent} ({error.strerror});"
            " set OSTEON_CACHE to a folder that can be written"
        ) from error


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def cache_folder() -> Path:
    """Return the folder of generated kernels; OSTEON_CACHE overrides the user's cache folder."""
    chosen = os.environ.get("OSTEON_CACHE")
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "osteon" / "kernels"


def _load(path: Path, key: str) -> ModuleType:
    name = f"osteon_kernel_{key}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load the kernel at {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

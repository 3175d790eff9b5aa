"""Reading TOML and writing files so that a broken run leaves no half file."""

import os
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from osteon.base.errors import InputError, Problem


def read_toml(path: str | Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises
    ------
    InputError
        The file cannot be read, or is no TOML; the message gives line and column.
    """
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        message = f"is no valid TOML: {reason[0].lower()}{reason[1:]}"
        raise InputError([Problem("", message, str(path))]) from None


def read_text(path: str | Path) -> str:
    """Return the text of a file in UTF-8.

    Raises
    ------
    InputError
        The file is missing, is a folder, may not be read, or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        message = "no such file"
    except IsADirectoryError:
        message = "is a folder, not a file"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
    raise InputError([Problem("", message, str(path))])


def write_atomically(path: str | Path, writer: Callable[[Path], None]) -> None:
    """Let `writer` write a temporary file, then move it to `path` in one step.

    Parameters
    ----------
    path : str or Path
        Where the file shall be; missing folders are made.
    writer : callable
        Is handed the temporary path, which has the suffix of `path`, and writes it.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    temporary = Path(name)
    try:
        writer(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

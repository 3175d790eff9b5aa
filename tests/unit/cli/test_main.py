import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = (
    "pandas",
    "pint",
    "matplotlib",
    "lifelines",
    "numba",
    "pydantic",
    "scipy",
    "pyarrow",
    "rich",
)


def quickest(code: str, tries: int = 3) -> float:
    """Seconds of the fastest of some fresh interpreters, less what Python itself takes."""

    def once(line: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", line], check=True, capture_output=True)
        return time.perf_counter() - begin

    return min(once(code) for _ in range(tries))


def test_help_names_every_command_in_the_order_of_use(call):
    text = call("--help").stdout
    places = [text.index(f"\n  {name} ") for name in ("run", "reproduce", "show", "check", "body")]
    assert places == sorted(places)
    assert "not a medical device" in text


def test_version(call):
    assert call("--version").stdout.startswith("osteon, version ")


@pytest.mark.parametrize("command", ["run", "reproduce", "show", "check", "body"])
def test_every_command_explains_itself(call, command):
    outcome = call(command, "--help")
    assert outcome.exit_code == 0
    assert "Usage:" in outcome.stdout


def test_an_unknown_command_exits_2(call):
    assert call("reproduse").exit_code == 2


@pytest.mark.parametrize("line", ["import osteon", "from osteon.cli import main"])
def test_nothing_heavy_is_imported_before_it_is_needed(line):
    code = f"import sys; {line}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_import_is_quick():
    assert quickest("import osteon") < 0.3


def test_help_is_quick():
    script = Path(sys.executable).with_name("osteon")
    assert quickest(f"import subprocess; subprocess.run([{str(script)!r}, '--help'])") < 0.5

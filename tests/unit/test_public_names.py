import subprocess
import sys

import pytest

import osteon

HEAVY = ("numba", "pandas", "scipy", "matplotlib", "pint", "lifelines", "pydantic", "pyarrow")


@pytest.mark.parametrize("name", osteon.__all__)
def test_every_public_name_is_there(name):
    assert getattr(osteon, name).__name__ == name
    assert name in dir(osteon)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Trail'"):
        _ = osteon.Trail


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, osteon; print([name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

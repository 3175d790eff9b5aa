"""Prints the packages of the dependency group `bench`, one a line, for pip."""

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"

if __name__ == "__main__":
    group = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["dependency-groups"]["bench"]
    sys.stdout.write("\n".join(group) + "\n")

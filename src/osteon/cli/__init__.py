"""The commands. Nothing heavy is imported before a command needs it."""

from osteon.cli.main import main

__all__ = ["main"]

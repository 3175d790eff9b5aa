"""Finished parts of a run on disk, so that an interrupted run leaves something usable."""

import shutil
from pathlib import Path

from osteon.base.files import write_atomically
from osteon.sim.history import History

FOLDER = "parts"


class Parts:
    """One folder of finished groups; each group's tables are complete in themselves."""

    def __init__(self, out: Path) -> None:
        self.folder = out / FOLDER
        self.discard()

    def keep(self, index: int, history: History) -> None:
        """Write the tables of one finished group."""
        home = self.folder / f"group_{index:05d}"
        home.mkdir(parents=True, exist_ok=True)
        for name in history.tables:
            frame = history.frame(name)
            write_atomically(home / f"{name}.parquet", lambda path, frame=frame: frame.to_parquet(path, index=False))

    def discard(self) -> None:
        """Remove every part, at the start of a run and when the whole tables take their place."""
        shutil.rmtree(self.folder, ignore_errors=True)

"""Finished parts of a run on disk, so that an interrupted run leaves something usable."""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from osteon.sim.history import History

FOLDER = "parts"


class Parts:
    """One folder of finished groups; each group's tables are complete in themselves."""

    def __init__(self, out: Path) -> None:
        self.folder = out / FOLDER
        self.discard()

    def keep(self, index: int, history: History) -> None:
        """Write the tables of one finished group; it appears in one step, with all its tables."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".writing-", dir=self.folder.parent) as unfinished:
            home = Path(unfinished) / "group"
            home.mkdir()
            for name in history.tables:
                history.frame(name).to_parquet(home / f"{name}.parquet", index=False)
            home.rename(self.folder / f"group_{index:05d}")

    def discard(self) -> None:
        """Remove every part, at the start of a run and when the whole tables take their place."""
        for group in self.folder.glob("group_*"):
            shutil.rmtree(group, ignore_errors=True)
        # A folder that holds something else is somebody else's.
        with suppress(OSError):
            self.folder.rmdir()

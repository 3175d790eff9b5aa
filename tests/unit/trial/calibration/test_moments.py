"""What is simulated for targets: whose luck is whose."""

import pytest

from osteon.library.library import Library
from osteon.trial.calibration.aims import aims_of
from osteon.trial.calibration.moments import Simulator
from support.untreated import untreated


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Return a library with two trials that differ in nothing but their names.

    They tell the day of a death, which other luck does not meet by chance, as it does a share.
    """
    home = tmp_path_factory.mktemp("library")
    for folder in ("trials", "targets"):
        (home / folder).mkdir()
    for name in ("one", "other"):
        (home / "trials" / f"{name}.toml").write_text(
            untreated("lung", days=800, n=96, measure="median", value=10)
        )
    asked = ", ".join(
        f'{{ trial = "{name}", endpoint = "survival", measure = "median", arm = "nothing" }}'
        for name in ("one", "other")
    )
    (home / "targets" / "twins.toml").write_text(f'title = "twins"\ntarget = [{asked}]\n')
    return Library.load(home)


def test_trials_share_no_luck_but_each_keeps_its_own(library):
    aims = aims_of(library, ["twins"])
    first, again = (Simulator(library, 96, seed=5).moments(aims, {}) for _ in range(2))
    assert first == again
    one, other = first
    assert one.value != other.value


def test_another_seed_is_other_luck(library):
    aims = aims_of(library, ["twins"])[:1]
    values = [Simulator(library, 96, seed).moments(aims, {})[0].value for seed in (5, 6)]
    assert values[0] != values[1]

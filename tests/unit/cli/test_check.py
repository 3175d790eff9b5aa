from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "denosumab_interval.toml"


def test_a_right_file_has_no_problems(call):
    outcome = call("check", str(EXAMPLE))
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == f"{EXAMPLE}: no problems\n"


def test_every_fault_of_every_file_is_listed_at_once(call, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(
        EXAMPLE.read_text()
        .replace("horizon  ", "horizn  ")
        .replace('"4 weeks"', '"4 furlongs"')
        .replace("sc q12w", "Gy q12w")
        .replace("= 500", "= 0")
    )
    worse = tmp_path / "worse.toml"
    worse.write_text("title = ")
    outcome = call("check", str(bad), str(EXAMPLE), str(worse))
    assert outcome.exit_code == 2
    assert outcome.stdout == f"{EXAMPLE}: no problems\n"
    for part in (
        'horizn: unknown key; did you mean "horizon"?',
        "use one of min, hours, days, weeks, months, years",
        "arm[1].bone_agent",
        "cohort.n",
        "worse.toml",
        "problems, nothing was run",
    ):
        assert part in outcome.stderr


def test_needs_a_file(call):
    assert call("check").exit_code == 2


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_missing_file_is_one_clear_line(call, command, tmp_path):
    outcome = call(command, str(tmp_path / "none.toml"))
    assert outcome.exit_code == 2
    assert "none.toml" in outcome.stderr
    assert "Traceback" not in outcome.stderr

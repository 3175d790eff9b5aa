import inspect
import json

import pytest

from osteon.care.standard import standard_care
from osteon.cli.patient import CARE
from osteon.sim.story.words import DISCLAIMER

SHORT = ("--years", "0.5", "--seed", "4")
ONE = ("patient", "breast", "--lesion", "T8 lytic 6 mL", *SHORT)


def test_the_story_of_a_patient_is_told(call):
    done = call(*ONE, "--age", "61 years", "--sex", "female")
    assert done.exit_code == 0
    assert done.stdout.startswith("A 61-year-old woman with breast cancer, 1 bone metastasis")
    assert DISCLAIMER in done.stdout


def test_the_page_is_drawn(call, tmp_path):
    path = tmp_path / "story.svg"
    done = call(*ONE, "--plot", str(path))
    assert done.exit_code == 0
    assert str(path) in done.stderr
    assert path.read_text(encoding="utf-8").startswith("<?xml")


def test_json_gives_every_table(call):
    done = call(*ONE, "--bone-agent", "denosumab 120 mg sc q4w", "--format", "json")
    tables = json.loads(done.stdout)
    assert {"patients", "events", "doses", "orders", "trajectory"} <= set(tables)
    assert tables["doses"][0]["drug"] == "denosumab"


def test_the_same_seed_tells_the_same_story(call):
    assert call(*ONE).stdout == call(*ONE).stdout


def test_without_lesions(call):
    done = call("patient", "lung", "--no-lesions", *SHORT)
    assert "no bone metastases" in done.stdout


@pytest.mark.parametrize("name", sorted(CARE))
def test_every_slot_of_care_is_an_option(name):
    assert name in inspect.signature(standard_care).parameters


def test_no_slot_of_care_is_forgotten():
    assert set(inspect.signature(standard_care).parameters) == {*CARE, "library"}


def test_every_fault_is_told_at_once(call):
    done = call(
        "patient", "braest", "--lesion", "T8 litic 6 mL", "--lesion", "T88 lytic 6 mL",
        "--age", "old", "--bone-agent", "denosumub 120 mg sc q4w",
    )  # fmt: skip
    assert done.exit_code == 2
    for part in ("litic", "T88", '"braest"; did you mean "breast"', "age", "denosumub"):
        assert part in done.stderr


def test_two_ways_to_say_the_lesions_contradict(call):
    done = call(*ONE, "--no-lesions")
    assert done.exit_code == 2
    assert "contradicts --lesion" in done.stderr

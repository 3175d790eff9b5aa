from pathlib import Path

import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.schedule import Schedule
from osteon.library.slots import WORDS, check_slot, contradictions
from osteon.library.standards import SLOTS

library = Library.load()


def test_standards_and_arms_fill_the_same_slots():
    assert set(SLOTS) == set(WORDS)


@pytest.mark.parametrize("standard", library.standards.values(), ids=lambda s: s.name)
def test_a_standard_fills_its_slots_with_what_they_take(standard):
    texts = {slot: getattr(standard, slot) for slot in SLOTS}
    for slot, text in texts.items():
        check_slot(slot, text, library)
    assert not list(contradictions(texts | {"bone_agent": "denosumab 120 mg sc q4w"}, library))


@pytest.mark.parametrize("slot", WORDS)
def test_every_word_fits_its_slot_and_a_misspelt_one_names_the_nearest(slot):
    for word in WORDS[slot]:
        check_slot(slot, word.upper(), library)
    with pytest.raises(InputError):
        check_slot(slot, "nonesuch", library)


@pytest.mark.parametrize(
    ("slot", "text", "message"),
    [
        ("fracture", "no preventon", 'did you mean "no prevention"'),
        ("imaging", "xray evry 12 weeks", "is no way of filling this"),
        ("imaging", "xrai every 12 weeks", 'no assessment "xrai"; did you mean "xray"'),
        ("imaging", "calcium every 12 weeks", "calcium is no imaging"),
        ("monitoring", "calcium every 0 days", "it must be longer than nothing"),
        ("monitoring", "calcium every 4 furlongs", "furlongs"),
        ("monitoring", "calcium, calcium every 4 weeks", "is scheduled twice"),
        ("supplements", "calcum 500 mg/d", 'did you mean "calcium"'),
    ],
)
def test_a_fault_of_a_slot_says_what_instead(slot, text, message):
    with pytest.raises(InputError) as error:
        check_slot(slot, text, library)
    assert message in str(error.value)


def test_a_schedule_reads_every_name_of_an_assessment():
    text = "calcium, NTX every 4 weeks; X-ray every 12 weeks"
    schedule = Schedule.parse(text, library)
    assert schedule.interval_days == (("calcium", 28.0), ("untx", 28.0), ("xray", 84.0))
    assert Schedule.parse(str(schedule), library) == schedule
    assert Schedule.parse("pain every week", library).interval_days == (("pain", 7.0),)


@pytest.mark.parametrize(
    ("slots", "where"),
    [
        ({"dosing": "usual"}, "dosing"),
        (
            {"bone_agent": "zoledronic acid 4 mg iv once", "dosing": "12-weekly when stable"},
            "dosing",
        ),
        (
            {"bone_agent": "denosumab 120 mg sc q12w", "dosing": "12-weekly when stable"},
            "dosing",
        ),
        ({"monitoring": "xray every 4 weeks", "imaging": "x-ray every 12 weeks"}, "imaging"),
    ],
)
def test_slots_that_contradict_each_other_are_found(slots, where):
    assert [problem.where for problem in contradictions(slots, library)] == [where]


def test_the_manual_names_every_slot_and_every_word():
    manual = (Path(__file__).parents[3] / "docs" / "trial-file.md").read_text(encoding="utf-8")
    for slot, words in WORDS.items():
        assert f"`{slot}`" in manual
        assert all(f'"{word}"' in manual for word in words), slot

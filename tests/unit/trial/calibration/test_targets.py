import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.trial.calibration.aims import aims_of
from osteon.trial.calibration.problem import SOFT_FROM, softened
from osteon.trial.calibration.stages import chosen_stages, fitted_aims

PROCESSES = {
    "survival",
    "events",
    "event_types",
    "drug_effect",
    "markers",
    "high_calcium",
    "hypocalcaemia",
    "jaw",
    "pain",
    "fracture",
    "cord",
    "detection",
    "spread",
}


@pytest.fixture(scope="module")
def library():
    return Library.load()


def with_targets(folder, text):
    (folder / "targets").mkdir(exist_ok=True)
    (folder / "targets" / "own.toml").write_text(f'title = "own"\ntarget = [{text}]\n')
    return Library.load(folder)


def refusal(folder, text):
    with pytest.raises(InputError) as caught:
        aims_of(with_targets(folder, text), ["own"])
    return str(caught.value)


def test_every_process_has_targets_that_a_run_answers(library):
    aims = aims_of(library)
    assert {aim.process for aim in aims} >= PROCESSES
    assert all(aim.reported()[1] is None or aim.reported()[1] > 0 for aim in aims)


def test_what_was_not_read_in_its_source_has_no_weight(library, tmp_path):
    unread = '{ trial = "stopeck_2010", endpoint = "untx", measure = "percent_change_median", '
    unread += 'arm = "denosumab", at = "13 weeks" }'
    (aim,) = aims_of(with_targets(tmp_path, unread), ["own"])
    assert aim.row.value == -80
    assert aim.weight == 0
    for aim in aims_of(library):
        assert aim.weight == 0 or aim.row.is_checked


def test_numbers_reported_by_a_trial_come_from_its_file(tmp_path):
    asked = '{ trial = "fizazi_2011", endpoint = "first_sre", measure = "percent", '
    asked += 'arm = "denosumab", weight = 0.5 }'
    (aim,) = aims_of(with_targets(tmp_path, asked), ["own"])
    assert (aim.row.value, aim.row.n, aim.weight) == (35.9, 950, 0.5)


FIZAZI = '{ trial = "fizazi_2011", endpoint = "ENDPOINT", measure = "MEASURE", arm = "ARM" }'
CLAIM = '{ claim = "C053", figure = "lead", value = 1, interval = [LOW, 2], OF }'
READ = 'source = "levack_2002", checked = "x"'


def asking(endpoint="first_sre", measure="percent", arm="denosumab"):
    words = FIZAZI.replace("ENDPOINT", endpoint).replace("MEASURE", measure)
    return words.replace("ARM", arm)


def of_claim(low):
    return CLAIM.replace("LOW", low).replace("OF", READ)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (asking(endpoint="first_sree"), 'did you mean "first_sre"'),
        (asking(measure="rate_ratio"), "first_sre has no rate_ratio"),
        (asking(arm="denosumap"), 'did you mean "denosumab"'),
        (asking(measure="rmst"), "reported no such number"),
        (of_claim("0"), 'C053 has no figure "lead"'),
    ],
)
def test_a_target_that_no_run_answers_is_refused_with_the_reason(tmp_path, text, message):
    assert message in refusal(tmp_path, text)


def test_all_wrong_targets_are_told_at_once(tmp_path):
    wrong = '{ trial = "fizazi", endpoint = "a", measure = "percent", arm = "b" }'
    assert refusal(tmp_path, f"{wrong}, {wrong}").count("own.target[") == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{ claim = "C053" }', "needs figure, value and interval"),
        ('{ endpoint = "first_sre" }', "either a trial or a claim"),
        ('{ trial = "fizazi_2011" }', "needs endpoint, measure and arm"),
        (asking().replace("}", ", value = 3 }"), "needs source and checked"),
        (of_claim("1.5"), "outside its interval"),
    ],
)
def test_a_target_that_is_no_question_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        with_targets(tmp_path, text)


def test_stages_free_numbers_inside_their_ranges_and_always_count_recurrent_events(library):
    stages = chosen_stages(library)
    assert stages[0].name == "survival"
    events = next(stage for stage in stages if stage.name == "events")
    measures = {aim.row.measure for aim in fitted_aims(library, events)}
    assert measures & {"mean_number", "rate_per_patient", "rate_ratio"}


def test_a_stage_with_an_unknown_number_or_a_start_outside_is_refused(tmp_path):
    (tmp_path / "stages").mkdir()
    (tmp_path / "stages" / "own.toml").write_text(
        'title = "own"\norder = 9\nprocesses = ["jaww"]\nfree = [\n'
        '  { path = "falls_per_yeer", low = 1, high = 2 },\n'
        '  { path = "falls_per_year", low = 8, high = 9 },\n]\n'
    )
    with pytest.raises(InputError) as caught:
        chosen_stages(Library.load(tmp_path), ["own"])
    said = str(caught.value)
    assert 'did you mean "falls_per_year"' in said
    assert "lies outside its range 8 to 9" in said
    assert 'did you mean "jaw"' in said


def test_a_misfit_counts_as_its_square_when_small_and_by_its_size_when_large():
    """Oracle: the loss soft_l1 of scipy, whose square this is."""
    z = np.array([-0.1, 0.0, 2.0, 40.0])
    loss = SOFT_FROM**2 * 2 * (np.sqrt(1 + (z / SOFT_FROM) ** 2) - 1)
    assert softened(z) ** 2 == pytest.approx(loss)
    assert softened(z[:2]) == pytest.approx(z[:2], abs=1e-3)
    assert softened(z[3:])[0] ** 2 / softened(z[3:] / 2)[0] ** 2 == pytest.approx(2.0, rel=0.1)

import numpy as np
import pytest

from osteon.sim.event_log import EventLog, Happened, in_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pathological_fracture_fall", ("pathological_fracture", "", "fall")),
        ("pathological_fracture_load", ("pathological_fracture", "", "load")),
        ("fragility_fracture_fall", ("fragility_fracture", "", "fall")),
        ("death_cancer", ("death", "", "cancer")),
        ("fall", ("fall", "", "")),
        ("spinal_cord_compression_thoracic", ("spinal_cord_compression", "thoracic", "")),
        ("bone_pain_onset", ("bone_pain", "", "")),
        ("hypercalcaemia", ("hypercalcaemia", "", "")),
    ],
)
def test_events_of_the_model_are_told_in_words(name, words):
    assert in_words(name) == words


def test_what_nobody_knows_is_hidden_until_somebody_does():
    log = EventLog()
    log.add(Happened(0, 3.0, "fall", known_day=3.0))
    silent = log.add(Happened(0, 5.0, "pathological_fracture"))
    again = log.add(Happened(0, 6.0, "pathological_fracture"))
    assert log.hidden(0) == [silent, again]
    assert log.hiding({"pathological_fracture"}) == {0}
    assert log.hiding({"fall"}) == set()
    log.know(silent, 20.0)
    assert silent.known_day == 20.0
    assert log.hidden(0) == [again]
    assert log.hiding({"pathological_fracture"}) == {0}
    log.know(again, 20.0)
    assert log.hidden(0) == []
    assert log.hiding({"pathological_fracture"}) == set()
    assert log.hidden(7) == []
    assert np.isinf(Happened(1, 2.0, "x").known_day)

"""What care measures and patients feel must be something that the model can be read for."""

from osteon.library.library import Library
from osteon.model.whole import declare_model

library = Library.load()
READINGS = set(declare_model().readings)


def test_every_laboratory_test_measures_a_reading():
    tests = [test for test in library.assessments.values() if test.kind == "laboratory"]
    assert {test.reading for test in tests} <= READINGS


def test_every_symptom_of_the_body_is_felt_by_a_reading():
    felt = {symptom.reading for symptom in library.symptoms.values() if symptom.of == "body"}
    assert felt - {""} <= READINGS

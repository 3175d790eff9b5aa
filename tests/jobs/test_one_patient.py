"""Job 1 of a user: one described patient, one life."""

from osteon import Lesion, Patient, simulate, standard_care


def test_one_patient_lives_for_three_years():
    patient = Patient(
        cancer="breast", age="61 years", sex="female", lesions=[Lesion("L3", "lytic", "4 mL")]
    )
    care = standard_care("denosumab 120 mg sc q4w")
    history = simulate(patient, care, "3 years", seed=4)
    row = history.frame("patients").iloc[0]
    assert (row.cancer, row.age_years, row.sex, row.n_lesions) == ("breast", 61.0, "female", 1)
    assert history.frame("follow_up").reason.isin(["death", "cutoff"]).all()
    assert len(history.frame("doses")) > 1
    again = simulate(patient, care, "3 years", seed=4)
    assert history.frame("trajectory").equals(again.frame("trajectory"))
    assert not history.frame("trajectory").equals(
        simulate(patient, care, "3 years", seed=5).frame("trajectory")
    )

"""A care policy of one's own."""

from osteon import Cohort, Trial, standard_care, start


def after_first_event(chart):
    """Hold the bone agent back until the first fracture."""
    if chart.count("pathological_fracture") >= 1:
        yield start("denosumab 120 mg sc q4w", because="first fracture")


def test_a_policy_of_ones_own():
    arms = {
        "at once": standard_care("denosumab 120 mg sc q4w"),
        "late": standard_care(bone_agent=after_first_event),
    }
    cohort = Cohort.sample("breast", n=150, seed=2)
    result = Trial.of(cohort, arms, "2 years", design="twin").run()
    orders = result.tables["orders"].query("arm == 'late'")
    assert "after_first_event" in set(orders["rule"])
    doses = result.tables["doses"].groupby("arm").size()
    assert 0 < doses["late"] < 0.5 * doses["at once"]
    broken = result.tables["events"].query("kind == 'pathological_fracture'").groupby("arm").size()
    assert broken["at once"] < broken["late"]

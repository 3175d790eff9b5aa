"""A group of lives leaves its tables behind, and nothing else."""

import gc

from osteon import Cohort, simulate, standard_care
from osteon.sim.ward import Ward


def test_a_group_is_out_of_memory_once_it_is_written_down():
    gc.collect()
    gc.disable()
    try:
        cohort = Cohort.sample("breast", n=8, seed=1)
        history = simulate(cohort, standard_care("denosumab 120 mg sc q4w"), "200 days")
        assert history.lives == 8
        assert not [own for own in gc.get_objects() if isinstance(own, Ward)]
    finally:
        gc.enable()

"""The kernels that are compiled ahead of the first run are those that runs use."""

import subprocess
import sys

RUN_AFTER_LOADING = """
from osteon import Cohort, simulate, standard_care
from osteon.model.compiled import compiled_model
from osteon.model.warm_up import load_kernels

load_kernels()
kernels = vars(compiled_model().kernels).values()
called = {k: len(k.signatures) for k in kernels if hasattr(k, "signatures")}
policy = standard_care("denosumab 120 mg sc q4w")
for n in (1, 20):
    simulate(Cohort.sample("breast", n=n, seed=1), policy, "1 year")
print(*(k.__name__ for k, before in called.items() if len(k.signatures) > before))
"""


def test_a_run_finds_every_kernel_loaded_for_one_life_and_for_many():
    done = subprocess.run(
        [sys.executable, "-c", RUN_AFTER_LOADING], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""

"""Virtual lives: a cohort, its run-in, the loop of care, and the tables of what happened."""

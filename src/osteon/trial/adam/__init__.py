"""A run in the shape of CDISC ADaM: subjects, adverse events and times to events."""

from osteon.trial.adam.write import adam_datasets, write_adam

__all__ = ["adam_datasets", "write_adam"]

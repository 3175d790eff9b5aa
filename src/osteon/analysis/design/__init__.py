"""Designing trials: spending, stopping bounds, and many replicates of a trial at once."""

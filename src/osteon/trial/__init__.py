"""Trials: what to run, what came out, how it compares, and the report."""

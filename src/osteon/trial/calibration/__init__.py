"""Fitting numbers of the library to the evidence by simulated moments, stage by stage."""

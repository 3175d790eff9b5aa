"""Fitting parameters of the physiology to measured data, and checking the fit against the data."""

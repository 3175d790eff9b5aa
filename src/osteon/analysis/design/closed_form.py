"""What the textbooks' formulas say of a comparison of hazards, to hold a simulation against.

References
----------
schoenfeld_1983
"""

from math import log


def schoenfeld_events(ratio: float, alpha: float, power: float, share: float = 0.5) -> float:
    """Return the events at which the log-rank test has a power against a hazard ratio.

    Parameters
    ----------
    ratio : float
        Hazard ratio; over the margin where non-inferiority is asked.
    alpha : float
        One-sided.
    share : float
        Of all patients in the new arm.
    """
    from scipy.special import ndtri

    reach = float(ndtri(1.0 - alpha) + ndtri(power))
    return reach**2 / (share * (1.0 - share) * log(ratio) ** 2)


def schoenfeld_power(ratio: float, alpha: float, events: float, share: float = 0.5) -> float:
    """Return the power of the log-rank test at a number of events, against a benefit."""
    from scipy.special import ndtr, ndtri

    drift = -log(ratio) * (share * (1.0 - share) * events) ** 0.5
    return float(ndtr(drift - ndtri(1.0 - alpha)))

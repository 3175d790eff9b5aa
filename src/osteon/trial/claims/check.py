"""Judging claims: figures against their bands, as the clinic is or with a mechanism off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from osteon.base.errors import InputError
from osteon.library.claims import Claim, Figure
from osteon.trial.claims.clinic import Clinic

Shows = Callable[[Clinic], Mapping[str, float]]
HOLDS, FAILS, NOT_SHOWN = "holds", "fails", "not shown"


@dataclass(frozen=True)
class Verdict:
    """What a claim came to.

    Attributes
    ----------
    claim : Claim
    values : mapping of str to float
        By name of the figure; empty where no function looks for it yet.
    """

    claim: Claim
    values: Mapping[str, float]

    @property
    def figures(self) -> list[tuple[Figure, float]]:
        """Each figure of the claim with what was measured; not a number where it was not."""
        nothing = float("nan")
        return [(figure, self.values.get(figure.name, nothing)) for figure in self.claim.figures]

    @property
    def word(self) -> str:
        """Holds, fails, or not shown."""
        if not self.values:
            return NOT_SHOWN
        return HOLDS if all(figure.holds(value) for figure, value in self.figures) else FAILS


def judge(claim: Claim, clinic: Clinic, *, off: bool = False) -> Verdict:
    """Return what a claim comes to in a clinic, or in the same one with its mechanism off.

    Raises
    ------
    InputError
        The function behind the claim measures something else than the claim's figures.
    """
    from osteon.trial.claims.index import SHOWS

    if claim.name not in SHOWS:
        return Verdict(claim, {})
    values = SHOWS[claim.name](clinic.switched_off(claim.without) if off else clinic)
    wanted = {figure.name for figure in claim.figures}
    if set(values) != wanted:
        raise InputError(
            f"{claim.name}: measures {', '.join(sorted(values))}; its figures are"
            f" {', '.join(sorted(wanted))}"
        )
    return Verdict(claim, values)

"""What differs between lives of one ward that are in different arms of a trial."""

from typing import NamedTuple

from osteon.care.policy import Policy
from osteon.model.parameters import DrugSlots


class Arm(NamedTuple):
    """One arm: its name, its policy, and which jump of the model gives each of its drugs."""

    name: str
    policy: Policy
    slots: DrugSlots

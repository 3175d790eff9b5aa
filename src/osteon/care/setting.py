"""What a stock rule is made from: the library, and the bone agent of the arm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.care.bones import Bones
from osteon.library.library import Library
from osteon.library.prescription import Prescription


@dataclass(frozen=True)
class Setting:
    """What a stock rule is made from.

    Attributes
    ----------
    library : Library
        Holds the figures of guidelines, the drugs and the bones.
    bone_agent : Prescription, optional
        The bone agent of the arm; None without one, or where a rule of one's own decides.
    texts : mapping of str to str
        What the slots say that are filled with text.
    """

    library: Library
    bone_agent: Prescription | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def bones(self) -> Bones:
        """The bones of the library."""
        return Bones.of(self.library)

    @property
    def prescription(self) -> Prescription:
        """The bone agent of the arm; InputError without one."""
        if self.bone_agent is None:
            raise InputError("this rule follows a prescription of a bone agent, and none is given")
        return self.bone_agent

    @property
    def gives_inhibitor(self) -> bool:
        """Whether the bone agent of the arm is a RANKL inhibitor."""
        own = self.bone_agent
        return own is not None and self.library.drug(own.drug).kind == "rankl_inhibitor"

    def figure(self, name: str) -> float:
        """Return a figure of a guideline, in the unit that its name states.

        Raises
        ------
        InputError
            The library has no number of that name.
        """
        parameters = self.library.parameters
        if name not in parameters:
            raise InputError(f'no number "{name}"{hint(name, parameters)}')
        return parameters[name].value

"""What a code of the data means: ``1 = uNTx in nmol/mmol`` ties DVID 1 to a reading."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from osteon.base.errors import InputError, Problem

_FORM = re.compile(r"\s*(?:(?P<code>[^=]+?)\s*=\s*)?(?P<name>.+?)(?:\s+in\s+(?P<unit>\S+))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Tie:
    """One code of the data, what it stands for, and the unit it is written in.

    Attributes
    ----------
    code : str
        As in the data; empty where everything is meant.
    name : str
        Of a reading, a drug or a parameter.
    unit : str
        Empty for the usual one.
    """

    code: str
    name: str
    unit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what a text such as ``1 = denosumab in ug`` says.

        Raises
        ------
        InputError
            The text has another form.
        """
        match = _FORM.match(text)
        if match is None:
            raise InputError('write it like "1 = uNTx" or "2 = denosumab in ug/mL"')
        return cls(match["code"] or "", match["name"], match["unit"] or "")


def read_ties(option: str, texts: Iterable[str], problems: list[Problem]) -> list[Tie]:
    """Return what texts of one option say; faults, and codes said twice, are added."""
    ties = list[Tie]()
    for text in texts:
        try:
            tie = Tie.parse(text)
        except InputError as error:
            problems += [problem.inside(f'{option} "{text}"') for problem in error.problems]
            continue
        if tie.code in {other.code for other in ties}:
            message = f"{tie.code} is said twice" if tie.code else "name the codes of several"
            problems.append(Problem(option, message))
        ties.append(tie)
    return ties


def code_of(text: str) -> str:
    """Return a code as it is compared: ``1``, ``1.0`` and `` 1`` are one."""
    text = text.strip()
    try:
        return f"{float(text):g}"
    except ValueError:
        return text

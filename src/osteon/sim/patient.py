"""One person as described at the start: what is said, in words with units; the rest is luck."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from osteon.base.errors import InputError
from osteon.base.suggest import hint

KINDS = ("lytic", "blastic", "mixed")
_FORM = 'write it like "T8 lytic 6 mL"'


@dataclass(frozen=True, slots=True)
class Lesion:
    """One bone metastasis as described at the start.

    Parameters
    ----------
    site : str
        The bone by name or title: ``"L3"``, ``"femur_left"`` or ``"left femur"``.
    kind : str
        ``"lytic"``, ``"blastic"`` or ``"mixed"``.
    volume : str or float
        Of the affected region, half of it tumour: ``"4 mL"``, or a number [cm3].
    doubling_time : str or float, optional
        In which the tumour doubles while it has room: ``"90 days"``, or a number [days]; drawn as
        in the cancer's cohort when not said.
    """

    site: str
    kind: str
    volume: str | float
    doubling_time: str | float | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``"T8 lytic 6 mL"``: bone, kind, volume.

        Raises
        ------
        InputError
            The text has another form.
        """
        words = text.split()
        place = next((i for i, word in enumerate(words) if word.casefold() in KINDS), None)
        if place is not None and 0 < place < len(words) - 1:
            site, volume = " ".join(words[:place]), " ".join(words[place + 1 :])
            return cls(site, words[place].casefold(), volume)
        near = [hint(word, KINDS) for word in words[1:2] if place is None and word.isalpha()]
        raise InputError(f'"{text}" is no lesion; {_FORM}{"".join(near)}')


@dataclass(frozen=True)
class Patient:
    """One person as described at the start; what is not said is drawn as in the cancer's cohort.

    Nothing is read before the patient becomes a cohort, so that all faults are told at once.

    Parameters
    ----------
    cancer : str
        Primary cancer by name, title or alias.
    age, weight, gfr, vitamin_d, albumin : str or float, optional
        ``"61 years"``, ``"70 kg"``, ``"85 mL/min"``, ``"60 nmol/L"``, ``"38 g/L"``, or numbers in
        these units.
    sex : str, optional
        ``"female"`` or ``"male"``.
    performance_status : int, optional
        Of the ECOG, 0 to 2.
    visceral : bool, optional
        Whether the cancer has spread to organs other than bone.
    lesions : sequence of Lesion, optional
        Bone metastases; an empty sequence is none at all.
    """

    cancer: str
    age: str | float | None = None
    sex: str | None = None
    weight: str | float | None = None
    gfr: str | float | None = None
    vitamin_d: str | float | None = None
    albumin: str | float | None = None
    performance_status: int | None = None
    visceral: bool | None = None
    lesions: Sequence[Lesion] | None = None

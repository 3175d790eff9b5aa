"""What was measured, found among what the model can tell: readings, states, drug in blood."""

from collections.abc import Mapping
from dataclasses import dataclass

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.base.units import factor
from osteon.library.assessments import LaboratoryTest
from osteon.library.drugs import RanklInhibitor
from osteon.library.library import Library
from osteon.model.compiled import CompiledModel

_CONCENTRATION = "concentration_ng_ml"
_IN_BLOOD = ("concentration", "conc", "cp", "drug concentration")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that the model can tell, and that the data hold.

    Attributes
    ----------
    name : str
        Of a reading of the model, of a state, or ``concentration_ng_ml``.
    title : str
        For people, without the unit.
    unit : str
    source : {"reading", "state"}
        Where the engine tells it.
    key : str
        Under which name.
    per : str
        Parameter that it is divided by, empty for none.
    """

    name: str
    title: str
    unit: str
    source: str
    key: str
    per: str = ""


def find_reading(text: str, model: CompiledModel, library: Library) -> Reading:
    """Return the reading that people call `text`.

    Raises
    ------
    InputError
        Nothing is called so, with the nearest name; or it is a drug that the model does not follow
        in blood.
    """
    known = _by_plain(model, library)
    found = known.get(plain(text))
    if found is not None:
        return found
    for drug in library.drugs.values():
        if plain(text) in {plain(name) for name in (drug.name, drug.title, *drug.aliases)}:
            raise InputError(f"the model follows {drug.title} on bone, not in blood")
    common = ["untx", "sctx", "bsap", "calcium", "pth", "concentration"]
    near = hint(text, [*known, *common])
    raise InputError(
        f'"{text}" is nothing the model can tell{near or "; such as " + ", ".join(common)}'
    )


def converted(unit: str, reading: Reading) -> float:
    """Return how many units of the model one unit of the data is; InputError where of no kind."""
    return factor(unit, reading.unit) if unit and unit != reading.unit else 1.0


def _by_plain(model: CompiledModel, library: Library) -> Mapping[str, Reading]:
    """Return everything that can be told by each of its names, as names are compared."""
    declaration, found = model.declaration, dict[str, Reading]()
    for name, state in declaration.states.items():
        found[plain(name)] = Reading(name, name.replace("_", " "), state.unit, "state", name)
    central = Reading(
        _CONCENTRATION, "drug in blood", "ng/mL", "state", "inhibitor_central",
        "inhibitor_central_volume_ml",
    )  # fmt: skip
    inhibitors = [drug for drug in library.drugs.values() if isinstance(drug, RanklInhibitor)]
    names = [name for drug in inhibitors for name in (drug.name, drug.title, *drug.aliases)]
    found |= {plain(name): central for name in (_CONCENTRATION, *_IN_BLOOD, *names)}
    for name, line in declaration.readings.items():
        short = name.removesuffix("_" + line.unit.casefold().replace("/", "_"))
        reading = Reading(name, short.replace("_", " "), line.unit, "reading", name)
        found |= {plain(short): reading, plain(name): reading}
    for test in library.assessments.values():
        if isinstance(test, LaboratoryTest) and test.reading in declaration.readings:
            reading = found[plain(test.reading)]
            others = {plain(name): reading for name in (test.title, *test.aliases)}
            found = others | found
    return found

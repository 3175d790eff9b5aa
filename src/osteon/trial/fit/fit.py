"""The fit: parameters of the physiology estimated from measured data."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from osteon.base.errors import FitError
from osteon.base.progress import NoProgress, Progress
from osteon.library.library import Library
from osteon.trial.fit.asked import Asked, Below
from osteon.trial.fit.precision import precision
from osteon.trial.fit.prepare import make_search, prepare, refuse_mute, starting_points
from osteon.trial.fit.result import FitResult
from osteon.trial.fit.search import Reached

# Of one search, by which a bar reckons.
USUAL_ROUNDS = 6
NOTHING: Mapping[str, float | str] = MappingProxyType({})
Texts = str | Sequence[str]


def fit(  # noqa: PLR0913 - one argument per thing that is said of the data
    data: str | Path,
    parameters: Texts,
    *,
    random: Texts = (),
    readings: Texts = (),
    doses: Texts = (),
    covariates: Texts = (),
    lloq: Texts = (),
    error: Texts = "proportional",
    time_unit: str = "days",
    below: Below = "likelihood",
    cancer: str | None = None,
    lesions: Texts = (),
    fixed: Mapping[str, float | str] = NOTHING,
    starts: int = 3,
    seed: int = 1,
    library: Library | None = None,
    progress: Progress | None = None,
) -> FitResult:
    """Estimate parameters of the physiology from measured data.

    Parameters
    ----------
    data : str or Path
        A CSV file of records with columns ID, TIME, DV; AMT, EVID, II, ADDL, RATE, CMT or DRUG for
        what was given; DVID, UNIT, MDV, BLQ, CENS, LLOQ; AGE, WT, GFR.
    parameters : str or sequence of str
        To estimate, by their name in the model or path in the library.
    random : str or sequence of str
        Those of them in which subjects differ, log-normally; none for a pooled fit.
    readings : str or sequence of str
        What the codes of DVID (else CMT) are: ``"1 = uNTx"``, ``"2 = denosumab in ug/mL"``.
    doses : str or sequence of str
        What the codes of CMT give: ``"1 = denosumab"``.
    covariates : str or sequence of str
        What other columns are: ``"CRCL = gfr_ml_per_min"``.
    lloq : str or sequence of str
        Lower limits of quantification, in the unit of the data: ``"uNTx = 3"``.
    error : str or sequence of str
        ``"proportional"``, ``"additive"`` or ``"combined"``; of one reading: ``"uNTx = combined"``.
    time_unit : str
        Of TIME and II.
    below : {"likelihood", "ignore"}
        What a value below quantification does: adds its probability, or is left out.
    cancer : str, optional
    lesions : str or sequence of str
        Bone metastases that every subject has, such as ``"T8 lytic 6 mL"``; with a cancer.
    fixed : mapping of str to float or str
        Numbers of the body that are held, or that a search starts from.
    starts : int
        How many searches; the first starts from the library's values.
    seed : int
        Luck of the other starts and of simulated data.

    Raises
    ------
    InputError
        Data or arguments are wrong; every fault is listed.
    FitError
        No search came to rest.
    SolverError
        The equations could not be integrated.

    References
    ----------
    lindstrom_bates_1990, beal_2001
    """
    asked = Asked(
        Path(data), _several(parameters), _several(random), _several(readings), _several(doses),
        _several(covariates), _several(lloq), _several(error), time_unit, below, cancer,
        _several(lesions), starts, seed, fixed,
    )  # fmt: skip
    return estimate(asked, library or Library.load(), progress or NoProgress())


def _several(texts: Texts) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def estimate(asked: Asked, library: Library, progress: Progress) -> FitResult:
    """Return the fit that is asked for; see `fit`."""
    bodies, error = prepare(asked, library)
    search = make_search(bodies, error)
    refuse_mute(search)
    progress.start(asked.starts * USUAL_ROUNDS, "fitting")
    ends, failures = list[Reached](), list[FitError]()
    for point in starting_points(asked, search):
        try:
            ends.append(search.run(point, lambda: progress.advance(1)))
        except FitError as failure:
            failures.append(failure)
    progress.finish()
    if not ends:
        raise failures[0]
    best = min(ends, key=lambda end: end.cost)
    found = precision(best)
    return FitResult(asked, bodies, error, best, found, [end.cost for end in ends])

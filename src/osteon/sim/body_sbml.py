"""The physiology on its own as a model that other simulators read."""

from collections.abc import Mapping, Sequence

from osteon.base.errors import InputError, Problem
from osteon.library.library import Library
from osteon.model.export.body_alone import take_body_alone
from osteon.model.export.sbml import SbmlBody, Schedule, write_sbml
from osteon.model.whole import declare_model
from osteon.sim.course import Asked, Course


def body_sbml(
    regimen: str | None = None,
    *,
    published: bool = False,
    infuse: str | Sequence[str] = (),
    parameters: Mapping[str, float | str] | None = None,
    library: Library | None = None,
) -> str:
    """Return one body without tumour as the text of an SBML Level 3 Version 2 model.

    The model starts where `osteon.body` starts with the same arguments and takes the same course.
    Time is in days; the identifiers are the model's own names, and each state's symbol stands in
    its name. Doses and infusions are events whose sizes and intervals are parameters.

    Parameters
    ----------
    regimen : str
        Prescription, such as ``"denosumab 120 mg sc q4w x 39"``; without a number of doses it
        never ends.
    published : bool
        Published constants, sharp switches and every declared deviation off.
    infuse : str or sequence of str
        Such as ``"calcium 1 mmol/h from 2 days for 14 days"``; PTH in pmol/h.
    parameters : mapping of str to float or str
        Values that replace the library's, as numbers in the unit the name states or as text.

    Raises
    ------
    InputError
        Something asked for is unknown or impossible; every fault is listed.

    References
    ----------
    peterson_riggs_2010, riggs_2012
    """
    problems = list[Problem]()
    asked = Asked(regimen, published, infuse, parameters or {})
    course = Course.read(asked, library or Library.load(), problems)
    if problems:
        raise InputError(problems)
    return write_sbml(sbml_body(course))


def sbml_body(course: Course) -> SbmlBody:
    """Return everything that fixes the SBML model of a course."""
    lives = course.begin()
    model = lives.model
    return SbmlBody(
        equations=take_body_alone(declare_model()),
        parameters=course.values,
        start=dict(zip(model.states, lives.body[0].tolist(), strict=True)),
        inputs=dict(zip(model.declaration.inputs, lives.inputs[0].tolist(), strict=True)),
        schedules=_schedules(course),
    )


def _schedules(course: Course) -> list[Schedule]:
    plan = course.plan
    schedules = [
        Schedule(infusion.name, amount, start_day=day)
        for infusion in course.infusions
        for day, _, amount in infusion.jumps(0)
    ]
    if plan is None:
        return schedules
    once = plan.interval_days is None
    doses = Schedule(
        course.slots.jumps[plan.drug],
        plan.dose_mg,
        interval_days=plan.interval_days,
        count=None if once else plan.count,
    )
    return [doses, *schedules]

"""A table of a history whose rows are of lives in a ward."""

from osteon.model.engine import Integers
from osteon.sim.history import Columns, table
from osteon.sim.text import Text
from osteon.sim.ward import Ward


def table_of_lives(ward: Ward, name: str, row: Integers, /, **columns: object) -> Columns:
    """Return a table with arm and patient of the life of each row, and further columns.

    Parameters
    ----------
    name : str
        Name of the schema in `osteon.base.tables`.
    row : (n,) int
        Life of each row of the table.
    **columns : array or scalar
    """
    arm = Text.chosen(ward.arm_of[row], [own.name for own in ward.arms])
    return table(name, arm, len(row), patient=ward.lives.patients[row], **columns)

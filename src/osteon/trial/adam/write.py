"""Make the datasets of a run and write them: Parquet with labels, CSV, and XPT where it can be."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.trial.adam.datasets import adverse_events, subjects, times_to_events
from osteon.trial.adam.variables import DATASETS, TITLES

if TYPE_CHECKING:
    import pandas as pd

    from osteon.trial.result import TrialResult

FOLDER = "adam"
DEFINE = "define.csv"
EVENTS = ["arm", "patient", "day", "kind", "site", "known_day"]


def adam_datasets(result: "TrialResult") -> dict[str, "pd.DataFrame"]:
    """Return ADSL, ADAE and ADTTE of a run, with the variables of `osteon.trial.adam.variables`."""
    follow_up, patients = result.to_pandas("follow_up"), result.to_pandas("patients")
    arms = [arm.name for arm in result.arms]
    adsl = subjects(_study(result), arms, follow_up, patients, _doses(result))
    events = result.to_arrow("events").select(EVENTS).to_pandas()
    return {
        "ADSL": adsl,
        "ADAE": adverse_events(adsl, events, follow_up),
        "ADTTE": times_to_events(adsl, result.endpoints, result.arms),
    }


def write_adam(result: "TrialResult", folder: str | Path) -> None:
    """Write the datasets into the folder `adam` of a folder, with a list of their variables.

    Each is there as Parquet, whose columns carry the label, and as CSV; as SAS transport file
    (XPT, version 5) besides where pyreadstat is installed.
    """
    home = Path(folder) / FOLDER
    datasets = adam_datasets(result)
    for name, frame in datasets.items():
        stem = home / name.lower()
        write_atomically(stem.with_suffix(".parquet"), partial(_write_parquet, name, frame))
        write_atomically(stem.with_suffix(".csv"), partial(frame.to_csv, index=False))
        if find_spec("pyreadstat") is not None:
            write_atomically(stem.with_suffix(".xpt"), partial(_write_xpt, name, frame))
    write_atomically(home / DEFINE, partial(define(datasets).to_csv, index=False))


def define(datasets: "dict[str, pd.DataFrame]") -> "pd.DataFrame":
    """Return every variable of the datasets with its label and type."""
    import pandas as pd

    rows = [
        (name, TITLES[name], variable, label, _type(frame[variable]))
        for name, frame in datasets.items()
        for variable, label in DATASETS[name].items()
        if variable in frame
    ]
    columns = ["dataset", "title", "variable", "label", "type"]
    return pd.DataFrame(rows, columns=columns)


def _study(result: "TrialResult") -> str:
    name = result.file.source or result.trial.title
    words = "".join(letter if letter.isalnum() else " " for letter in name).split()
    return "-".join(words).upper()[:20].strip("-")


def _doses(result: "TrialResult") -> "pd.DataFrame":
    """Return first day, last day and number of the doses of each life."""
    doses = result.to_arrow("doses").select(["arm", "patient", "day"])
    asked = [("day", "min"), ("day", "max"), ("day", "count")]
    found: pd.DataFrame = doses.group_by(["arm", "patient"]).aggregate(asked).to_pandas()
    names = {"day_min": "first_day", "day_max": "last_dose_day", "day_count": "number_of_doses"}
    return found.rename(columns=names)


def _type(column: Any) -> str:
    return "text" if column.dtype == object else "integer" if column.dtype.kind == "i" else "float"


def _write_parquet(name: str, frame: "pd.DataFrame", path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pandas(frame, preserve_index=False)
    labels = DATASETS[name]
    fields = [field.with_metadata({"label": labels[field.name]}) for field in table.schema]
    schema = pa.schema(fields, metadata={"label": TITLES[name]})
    parquet.write_table(table.cast(schema).replace_schema_metadata(schema.metadata), path)


def _write_xpt(name: str, frame: "pd.DataFrame", path: Path) -> None:
    import pyreadstat

    labels = [label for variable, label in DATASETS[name].items() if variable in frame]
    pyreadstat.write_xport(
        frame, str(path), file_label=TITLES[name], column_labels=labels, table_name=name,
        file_format_version=5,
    )  # fmt: skip

import copy
import json
import tempfile
import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.library.library import SHIPPED, Library
from osteon.library.trial_file import check_file

library = Library.load()
SHIPPED_FILES = [
    "trials/stopeck_2010.toml",
    "drugs/denosumab.toml",
    "cancers/breast.toml",
    "sites/lumbar_spine.toml",
    "endpoints/endpoints.toml",
    "physiology/markers.toml",
]
words = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=8)
scalars = words | st.integers(-(2**60), 2**60) | st.floats() | st.booleans()
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)


def dump(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dump, value)) + "]"
    if isinstance(value, float):
        return repr(value).replace("infinity", "inf")
    return json.dumps(value)


def places(table, path=()):
    """Yield the path of everything in nested tables and lists."""
    items = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def changed(raw, path, value):
    raw = copy.deepcopy(raw)
    table = raw
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    return raw


@settings(max_examples=150)
@given(st.sampled_from(SHIPPED_FILES), st.data())
def test_a_broken_file_is_a_list_of_faults_and_nothing_else(name, data):
    raw = tomllib.loads((SHIPPED / name).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(sorted(places(raw), key=str)))
    raw = changed(raw, path, data.draw(anything))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).parent.name / "x.toml"
        file.parent.mkdir()
        file.write_text("\n".join(f"{json.dumps(k)} = {dump(v)}" for k, v in raw.items()), "utf-8")
        for problem in check_file(file, library):
            assert problem.file == str(file)
            assert problem.message
            assert "\n" not in str(problem)


@given(st.sampled_from(SHIPPED_FILES), st.data())
def test_a_misspelt_key_gets_the_right_one(name, data):
    raw = tomllib.loads((SHIPPED / name).read_text(encoding="utf-8"))
    kind = Path(name).parent.name
    if kind in {"endpoints", "physiology"}:  # their keys are names of one's own
        return
    key = data.draw(st.sampled_from(sorted(key for key in raw if len(key) > 4)))
    raw = {(key[:-2] + key[-1] if k == key else k): value for k, value in raw.items()}
    if key == "kind":
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / kind / "x.toml"
        file.parent.mkdir()
        file.write_text("\n".join(f"{json.dumps(k)} = {dump(v)}" for k, v in raw.items()), "utf-8")
        messages = [problem.message for problem in check_file(file, library)]
    assert f'unknown key; did you mean "{key}"?' in messages

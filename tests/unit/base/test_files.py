import pytest

from osteon.base.errors import InputError
from osteon.base.files import read_toml, write_atomically


def test_toml_is_read(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('a = "µ"\n', encoding="utf-8")
    assert read_toml(path) == {"a": "µ"}


def test_broken_toml_names_line_and_column(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("a = 1\nb = \n", encoding="utf-8")
    with pytest.raises(InputError, match=r"is no valid TOML: invalid value \(at line 2"):
        read_toml(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "is a folder, not a file"),
        (lambda path: path.write_bytes(b"a = '\xff'"), "is not UTF-8 text"),
    ],
)
def test_an_unreadable_file_is_one_clear_line(tmp_path, make, message):
    path = tmp_path / "x.toml"
    make(path)
    with pytest.raises(InputError, match=message) as error:
        read_toml(path)
    assert error.value.problems[0].file == str(path)


def test_a_file_is_written_whole(tmp_path):
    path = tmp_path / "deep" / "x.txt"
    write_atomically(path, lambda temporary: temporary.write_text("all of it"))
    assert path.read_text() == "all of it"
    assert [p.name for p in path.parent.iterdir()] == ["x.txt"]


def test_a_broken_writer_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")

    def fail(temporary):
        temporary.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomically(path, fail)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]

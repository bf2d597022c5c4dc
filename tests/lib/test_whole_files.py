from pathlib import Path

import pytest

from petition.lib import whole_files


def test_it_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list"
    with whole_files.writing(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"whole", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_it_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "list"
    for words in (b"one", b"two"):
        with whole_files.writing(path) as file:
            file.write(words)
    assert path.read_bytes() == b"two"


def test_after_a_failure_there_is_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), whole_files.writing(path) as file:
        file.writelines([b"ha", "lf"])  # type: ignore[list-item]
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]

"""Writing whole files or none."""

import os
from pathlib import Path

import pytest

from foedus.errors import InputError
from foedus.files import check_writable, write_atomically


def test_the_text_arrives_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / "case.yaml", "question: Що?\n")
    assert path.read_bytes() == "question: Що?\n".encode()
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("mine")
    with pytest.raises(InputError) as caught:
        write_atomically(path, "theirs")
    assert str(caught.value) == f"{path}  exists already and is not overwritten. Choose another name."
    assert path.read_text() == "mine"
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_a_name_taken_meanwhile_is_not_replaced_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may write the file between the look and the writing."""
    path = tmp_path / "case.yaml"
    path.write_text("mine")
    monkeypatch.setattr("os.path.lexists", lambda name: str(name) != str(path))
    with pytest.raises(InputError, match="exists already"):
        write_atomically(path, "theirs")
    assert path.read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["case.yaml"]


def test_without_hard_links_the_file_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    write_atomically(tmp_path / "case.yaml", "text")
    assert (tmp_path / "case.yaml").read_text() == "text"
    with pytest.raises(InputError, match="exists already"):
        write_atomically(tmp_path / "case.yaml", "other")
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_a_link_to_nowhere_counts_as_taken(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="exists already"):
        write_atomically(tmp_path / "case.yaml", "text")
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_folder_and_a_text_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write_atomically(tmp_path / "no" / "case.yaml", "text")
    with pytest.raises(InputError, match="cannot be written"):
        write_atomically(tmp_path / "case.yaml", "\ud800")
    assert os.listdir(tmp_path) == []


def test_the_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    write_atomically(tmp_path / "case.yaml", "text")
    assert (tmp_path / "case.yaml").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_may_be_replaced_is_replaced_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old")
    path.chmod(0o640)
    assert write_atomically(path, "new", may_replace=True) == path
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["answer.json"]


def test_a_replacement_that_fails_leaves_the_old_text(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old")
    with pytest.raises(InputError, match="cannot be written"):
        write_atomically(path, "\ud800", may_replace=True)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["answer.json"]


def test_the_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text("old")
    (tmp_path / "latest").symlink_to(tmp_path / "answer.json")
    write_atomically(tmp_path / "latest", "new", may_replace=True)
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "answer.json").read_text() == "new"


@pytest.mark.parametrize("name", [".", os.devnull])
def test_folders_and_devices_are_never_replaced(name: str) -> None:
    """As root nothing else would keep a rename from taking the place of the null device."""
    before = os.stat(name)
    with pytest.raises(InputError, match="is not a regular file"):
        write_atomically(name, "text", may_replace=True)
    assert os.stat(name).st_mode == before.st_mode


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_no_system_takes_is_said_before_anything_is_computed(name: str) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        check_writable(name)


def test_a_missing_folder_is_said_before_anything_is_computed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        check_writable(tmp_path / "no" / "answer.json")
    assert check_writable(tmp_path / "answer.json") == tmp_path / "answer.json"

"""MMPB's Parquet files say what its table says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mmpb_items import rows, write_parquet, write_pictures, write_table, write_talk
from mmpb_release import POINTER, pose, read

from persona_assistant.bench.mmpb import parquet
from persona_assistant.errors import RecordError


def test_parquet_without_pyarrow_names_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "train-00000.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(RecordError, match="pip install .*parquet"):
        read(tmp_path)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A folder as it comes from the hub."""
    pytest.importorskip("pyarrow", reason="reads Parquet")
    write_parquet(tmp_path / "data" / "train-00000-of-00002.parquet", rows()[:7])
    write_parquet(tmp_path / "data" / "train-00001-of-00002.parquet", rows()[7:])
    write_talk(tmp_path)
    return tmp_path


@pytest.mark.parametrize("injection", ["text", "image"])
def test_parquet_files_say_what_the_table_says(hub, tmp_path_factory, injection):
    tree = tmp_path_factory.mktemp("tree")
    write_table(tree)
    write_pictures(tree)
    write_talk(tree)
    for at in range(16):
        ours = pose(hub, at, injection=injection, turns="2")
        theirs = pose(tree, at, injection=injection, turns="2")
        assert [part if isinstance(part, str) else part.sha256 for part in ours.all_parts] == [
            part if isinstance(part, str) else part.sha256 for part in theirs.all_parts
        ]
    references = list((hub / "unpacked" / "reference").iterdir())
    assert len(references) == 5 * 5, "those of a concept once"


def test_one_parquet_file_alone_can_be_read(hub):
    assert len(read(hub / "data" / "train-00001-of-00002.parquet").items) == 9


def test_parquet_files_are_unpacked_once_and_again_when_they_change(hub, monkeypatch):
    first = read(hub)
    picture = hub / first.items[0].picture
    picture.unlink()
    assert read(hub) == first and not picture.exists()
    write_parquet(hub / "data" / "train-00001-of-00002.parquet", rows()[7:9])
    assert len(read(hub).items) == 9 and picture.exists()


def test_a_stop_while_unpacking_is_made_good(hub, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(parquet._Pictures, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            read(hub)
    assert len(read(hub).items) == 16


@pytest.mark.parametrize(
    ("content", "expected"), [(POINTER, "git-lfs pointer"), (b"PAR1 and so", "cannot be")]
)
def test_a_damaged_parquet_file_is_one_clear_line(hub, content, expected):
    (hub / "data" / "train-00001-of-00002.parquet").write_bytes(content)
    with pytest.raises(RecordError, match=expected) as caught:
        read(hub)
    assert "\n" not in str(caught.value)

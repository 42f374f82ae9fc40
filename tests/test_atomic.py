"""A file or a folder is complete or not there: after errors, kills, full disks and races."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from persona_assistant import atomic
from persona_assistant.atomic import replacing, whole_file, whole_folder, write_bytes, write_text
from persona_assistant.errors import BadInput, DiskFull, PersonaAssistantError

ROOT = Path(atomic.__file__).parents[1]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def fill_folder(target: Path) -> None:
    with whole_folder(target) as draft:
        (draft / "inner").mkdir()
        (draft / "inner/a.txt").write_text("a")
        (draft / "b.txt").write_text("b")


def fill_file(target: Path) -> None:
    with whole_file(target) as draft:
        draft.write_text("content")


# --- what is written


def test_a_folder_appears_with_all_that_is_in_it(tmp_path):
    fill_folder(tmp_path / "below/new")
    assert (tmp_path / "below/new/inner/a.txt").read_text() == "a"
    assert names(tmp_path / "below") == ["new"] and names(tmp_path / "below/new") == [
        "b.txt",
        "inner",
    ]


def test_nothing_stands_under_the_name_before_the_end(tmp_path):
    for writer in (whole_folder, whole_file, replacing):
        target = tmp_path / writer.__name__
        with writer(target) as draft:
            assert not target.exists() and draft.parent.name.startswith(".unfinished-")
            if writer is not whole_folder:
                draft.write_text("x")
        assert target.exists()
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_file_is_replaced_in_one_step(tmp_path):
    target = tmp_path / "settings.toml"
    write_text(target, "größe = 1")
    assert target.read_bytes() == "größe = 1".encode()
    with replacing(target) as draft:
        assert draft.read_bytes() == b""
        draft.write_text("new")
        assert target.read_text() == "größe = 1"
    assert target.read_text() == "new" and names(tmp_path) == ["settings.toml"]
    write_bytes(target, b"\0\r\n", sync=False)
    assert target.read_bytes() == b"\0\r\n"


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_the_umask_decides_who_may_read(tmp_path, mask):
    with umask(mask):
        fill_folder(tmp_path / "folder")
        fill_file(tmp_path / "file")
        write_text(tmp_path / "text", "x")
    assert mode(tmp_path / "folder") == mode(tmp_path / "folder/inner") == 0o777 & ~mask
    for file in ("folder/b.txt", "folder/inner/a.txt", "file", "text"):
        assert mode(tmp_path / file) == 0o666 & ~mask, file


def test_a_secret_is_nobodys_from_its_first_byte(tmp_path):
    with umask(0o022), replacing(tmp_path / "key", mode=0o600) as draft:
        draft.write_text("secret")
        assert mode(draft) & 0o077 == 0 and mode(draft.parent) == 0o700
    assert mode(tmp_path / "key") == 0o600
    write_text(tmp_path / "key", "another", mode=0o640)
    assert mode(tmp_path / "key") == 0o640


def test_writers_in_threads_leave_the_umask_alone(tmp_path):
    with umask(0o027):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: write_text(tmp_path / f"{n % 4}", "x" * n), range(200)))
        assert os.umask(0o027) == 0o027
    assert {mode(path) for path in tmp_path.iterdir()} == {0o640}


# --- what is refused


@pytest.mark.parametrize("writer", [fill_folder, fill_file])
def test_what_exists_stays(tmp_path, writer):
    target = tmp_path / "mine"
    for make in (lambda: target.write_text("mine"), lambda: target.symlink_to("nowhere")):
        make()
        with pytest.raises(BadInput, match="exists already") as refused:
            writer(target)
        assert refused.value.code == "target_exists" and names(tmp_path) == ["mine"]
        target.unlink()
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(BadInput, match="exists already"):
        writer(target)
    assert names(target) == ["letter.txt"]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "new").mkdir()
    fill_folder(tmp_path / "new")
    assert names(tmp_path / "new") == ["b.txt", "inner"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="exists already"):
        fill_file(tmp_path / "empty")


def test_what_appeared_meanwhile_stays(tmp_path):
    def slow_file() -> None:
        with whole_file(tmp_path / "file") as draft:
            draft.write_text("ours")
            (tmp_path / "file").write_text("theirs")

    def slow_folder() -> None:
        with whole_folder(tmp_path / "folder"):
            (tmp_path / "folder").mkdir()
            (tmp_path / "folder/theirs").touch()

    for write in (slow_file, slow_folder):
        with pytest.raises(BadInput):
            write()
    assert (tmp_path / "file").read_text() == "theirs"
    assert names(tmp_path) == ["file", "folder"] and names(tmp_path / "folder") == ["theirs"]


@pytest.mark.parametrize("writer", [fill_folder, fill_file, lambda target: write_text(target, "x")])
def test_a_place_that_cannot_be_used_is_named(tmp_path, writer):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="file.* cannot be used .*choose another place"):
        writer(tmp_path / "file/below/new")
    assert names(tmp_path) == ["file"]


# --- what goes wrong on the way


@pytest.mark.parametrize("error", [ValueError("bug"), KeyboardInterrupt(), BadInput("no")])
@pytest.mark.parametrize("writer", [whole_folder, whole_file, replacing])
def test_an_error_leaves_nothing_and_goes_on_as_it_is(tmp_path, writer, error):
    def write() -> None:
        with writer(tmp_path / "new") as draft:
            (draft if draft.is_dir() else draft.parent).joinpath("part").write_text("half")
            raise error

    with pytest.raises(type(error)) as raised:
        write()
    assert raised.value is error and names(tmp_path) == []


def test_an_error_keeps_the_old_file(tmp_path):
    target = tmp_path / "old"
    write_text(target, "old", mode=0o600)
    before = target.stat()

    def write() -> None:
        with replacing(target) as draft:
            draft.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert target.read_text() == "old" and names(tmp_path) == ["old"]
    assert target.stat().st_ino == before.st_ino and mode(target) == 0o600


def child(code: str, *arguments: Path | str, limit: int | None = None) -> subprocess.Popen[str]:
    """Python on `code`, whose files may grow to `limit` bytes."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    imports = (
        "import sys, time\nfrom pathlib import Path\nfrom persona_assistant.atomic import *\n"
        "target = Path(sys.argv[1])\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", imports + code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=limited,
    )


WRITERS = {
    "whole_folder": "with whole_folder(target) as draft:\n (draft / 'a').write_text('half')\n",
    "whole_file": "with whole_file(target) as draft:\n draft.write_text('half')\n",
    "replacing": "with replacing(target) as draft:\n draft.write_text('half')\n",
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_kill_leaves_nothing_that_looks_whole_and_the_next_writer_tidies(tmp_path, writer):
    target = tmp_path / "target"
    if writer == "replacing":
        target.write_text("old")
    process = child(WRITERS[writer] + " print('half', flush=True)\n time.sleep(60)", target)
    assert process.stdout.readline() == "half\n"
    during = names(tmp_path)
    write_text(tmp_path / "neighbour", "x")  # tidies, but not what is still being written
    assert names(tmp_path) == sorted([*during, "neighbour"])
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = [name for name in names(tmp_path) if name.startswith(".unfinished-")]
    assert len(left) == 1, "the draft was killed in its middle"
    assert (target.read_text() == "old") if writer == "replacing" else not target.exists()
    write_text(tmp_path / "neighbour", "y")
    assert set(names(tmp_path)) == {"neighbour"} | ({"target"} if writer == "replacing" else set())


@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_is_one_clear_error_that_leaves_nothing(tmp_path, writer):
    target = tmp_path / "target"
    if writer == "replacing":
        target.write_text("old")
    process = child(WRITERS[writer].replace("'half'", "'x' * 9000"), target, limit=5000)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "errors.DiskFull: The disk of" in errors and "Nothing was written" in errors
    assert names(tmp_path) == (["target"] if writer == "replacing" else [])
    assert writer != "replacing" or target.read_text() == "old"


def test_space_is_asked_for_where_the_target_will_be(tmp_path, monkeypatch):
    asked: list[Path] = []
    real = shutil.disk_usage(tmp_path)

    def usage(path: Path) -> object:
        asked.append(path)
        return real._replace(free=1000)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    atomic.require_free_space(tmp_path / "a/b/c", 1000, what="The model")
    assert asked == [tmp_path]
    with pytest.raises(DiskFull, match="The model takes about 1 MB, but 1 MB are free .*a/b/c"):
        atomic.require_free_space(tmp_path / "a/b/c", 1001, what="The model")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 MB"), (1_400_000, "1 MB"), (949_999_999, "950 MB"), (5_060_000_000, "5.1 GB")],
)
def test_sizes_are_told_in_decimal_units(size, words):
    assert atomic.format_size(size) == words


# --- several writers


def test_the_last_of_many_writers_wins_and_readers_see_whole_files_only(tmp_path):
    target = tmp_path / "shared"
    contents = {f"{n}" * 50_000 for n in range(8)}
    write_text(target, "0" * 50_000)
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(target.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda text: write_text(target, text), sorted(contents) * 10))
    finally:
        done.set()
        reader.join()
    assert seen <= contents and target.read_text() in contents
    assert names(tmp_path) == ["shared"]


@pytest.mark.parametrize("writer", [fill_folder, fill_file])
def test_of_several_who_make_the_same_thing_one_succeeds_at_least(tmp_path, writer):
    def attempt(_: int) -> bool:
        try:
            writer(tmp_path / "same")
        except PersonaAssistantError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        succeeded = list(pool.map(attempt, range(40)))
    assert any(succeeded) and names(tmp_path) == ["same"]
    check: Callable[[], object] = (
        (tmp_path / "same/inner/a.txt").read_text
        if writer is fill_folder
        else (tmp_path / "same").read_text
    )
    assert check() in ("a", "content")

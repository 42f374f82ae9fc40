from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from bench_items import small_benchmark
from html_pages import Page, answered, report
from mmpb_items import write_pictures, write_table, write_talk
from pull_hub import RECORDS, REPOSITORY

from tests.support.model_hub import ModelHub, without_network_settings


@pytest.fixture
def items(tmp_path):
    """Eight items over two source samples, with their media."""
    folder = tmp_path / "benchmark"
    folder.mkdir()
    return small_benchmark(folder)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The folder that MMPB's converters make, with the release's conversations."""
    write_table(tmp_path)
    write_pictures(tmp_path)
    write_talk(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def usual(tmp_path_factory):
    """A run and its report, as HTML and parsed."""
    return _reported(tmp_path_factory.mktemp("usual"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The same, of a run in which every text tries to act."""
    return _reported(tmp_path_factory.mktemp("hostile"), hostile=True)


def _reported(folder: Path, **kind) -> SimpleNamespace:
    run = answered(folder, **kind)
    out, html = report(run)
    return SimpleNamespace(run=run, out=out, html=html, page=Page(html))


@pytest.fixture
def content() -> dict[str, bytes]:
    """The data set: records, 40 small media, and something nobody wants."""
    media = {f"assets/sample_{n}/query.png": b"picture %d " % n * (n + 1) for n in range(40)}
    return {
        **media,
        "people_v1.jsonl": RECORDS,
        "training/people_v0.jsonl": RECORDS * 9,
        "about.json": b'{"not": "in large-file storage"}',
        "training/huge.bin": b"0" * 9999,
    }


@pytest.fixture
def hub(monkeypatch, content):
    without_network_settings(monkeypatch)
    with ModelHub({REPOSITORY: content}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "benchmarks/people"

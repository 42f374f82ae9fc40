"""Reports of small runs, one of them full of attacks, and a parser for them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

from bench_items import GOLDS, small_benchmark
from published_rules import ABSTENTION_SENTENCE
from run_folders import JUDGE, write_run

from persona_assistant.bench.html import write_report
from persona_assistant.bench.omni_persona.records import read_records
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.bench.scoring import score
from persona_assistant.bench.suite import DisplayPart, Reply

ATTACK = (
    "</script></noscript></summary><img src=x onerror=\"document.title='owned'\">"
    "<svg/onload=alert(1)>'\" {{7*7}} &lt;"
)
NAUGHTY_NAME = "assets/lsd/<img src=x onerror=document.title='owned'>.png"
ABSTAINS = ABSTENTION_SENTENCE


class Page(HTMLParser):
    """Elements in order, and where text stands. Fails on what does not nest."""

    void: ClassVar = {"meta", "link", "img", "input", "br", "hr"}

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[SimpleNamespace] = []
        self.texts: list[str] = []
        self._open: list[SimpleNamespace] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs, closed=False):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {names}"
        element = SimpleNamespace(tag=tag, text="", attrs=dict(attrs), parents=[*self._open])
        self.elements.append(element)
        if tag not in self.void and not closed:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element.text += data

    def all(self, tag=None, class_=None, role=None):
        def fits(one):
            return (
                (tag is None or one.tag == tag)
                and (class_ is None or class_ in one.attrs.get("class", "").split())
                and (role is None or one.attrs.get("role") == role)
            )

        return [one for one in self.elements if fits(one)]


def answered(folder: Path, *, hostile: bool = False, missing: bool = False, **kind):
    """A scored run over eight items that come out in every way there is."""
    home = folder / "benchmark"
    home.mkdir(parents=True)
    small = small_benchmark(home)
    suite = OmniPersona()
    for kind_of in ("png", "wav"):  # one person is in both samples
        lsd = home / "assets" / "lsd"
        shutil.copy(
            lsd / "sample_0" / f"concept_1.{kind_of}", lsd / "sample_1" / f"concept_1.{kind_of}"
        )
    cases = [suite.case(item) for item in read_records(small.data).items]
    if hostile:
        cases[0] = replace(
            cases[0],
            question=ATTACK,
            gold=ATTACK,
            shown=(DisplayPart(ATTACK, NAUGHTY_NAME, None, ATTACK, ATTACK), *cases[0].shown[1:]),
        )
    if missing:
        shutil.rmtree(home / "assets" / "lsd" / "sample_1")
    said = {
        "sample_0__aug_0": Reply(
            ATTACK if hostile else GOLDS[0], routed=0, outcome="matched", seconds=0.5
        ),
        "sample_0__aug_1": Reply("He sells <b>hats</b>.", routed=1, outcome="matched", tokens=7),
        "sample_0__aug_2": Reply(ABSTAINS, outcome="unknown"),
        "sample_1__aug_0": Reply("She is a pilot."),
        "sample_1__aug_1": Reply(ABSTAINS),
        "sample_1__aug_2": Reply(""),
        "sample_1__aug_3": Reply(ABSTAINS),
    }
    verdicts = {"sample_0__aug_0": True, "sample_0__aug_1": False, "sample_0__aug_2": False}
    errors = {"sample_0__aug_3": "damaged picture /home/ludmilla/secret/pic.png; get a fresh copy"}
    about = {
        "run": {
            "suite": suite.name,
            "data": {"file": "items.jsonl", "sha256": "ab" * 32},
            "conditions": {"drop": ["text"], "contexts": 3},
            "max_tokens": 256,
        },
        "time": "2026-05-09T10:00:00+00:00",
        "commit": "12" * 20,
        "tokens_per_second": 12.5,
        "hardware": {"cpus": 2, "processor": "A processor"},
    }
    run = write_run(
        folder / "run",
        cases,
        said,
        suite=suite.name,
        verdicts=verdicts,
        errors=errors,
        about=about,
        scores={},
        assets=home,
        **kind,
    )
    scores = score(suite, run.entries, run.replies(), verdicts)
    scores.judge, scores.judge_fingerprint = JUDGE["name"], JUDGE["fingerprint"]
    scores.engine, scores.route, scores.wording = "engine-a <tiny>", "model", "persona-assistant"
    if missing:
        scores.missing_media = ["assets/lsd/sample_1/query.png"]
    shared = {"both": 1, "neither": 1, "only_lexical": 1, "only_judge": 0}
    scores.agreement = {"n": 3, "agree": 66.7, "kappa": 0.4, **shared}
    run.write_scores(scores.to_json())
    return run


def report(run, **kind) -> tuple[Path, str]:
    out = run.folder / "report.html"
    write_report(run, out, **kind)
    return out, out.read_text(encoding="utf-8")

"""The report: what is in it, that nothing in it can act, and how it works in a real browser."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shutil
import socket
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from bench_items import GOLDS, small_benchmark
from chromium import PROGRAM, Chromium
from mmpb_items import write_pictures, write_table
from run_folders import JUDGE, Quiz, quiz_case, write_run

from persona_assistant import abstention
from persona_assistant.bench.html import write_report
from persona_assistant.bench.html.markup import without_paths
from persona_assistant.bench.media import Assets
from persona_assistant.bench.mmpb.suite import MMPB
from persona_assistant.bench.omni_persona.records import read_records
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.bench.scoring import score
from persona_assistant.bench.suite import DisplayPart, Reply
from persona_assistant.errors import BadInput

ATTACK = (
    "</script></noscript></summary><img src=x onerror=\"document.title='owned'\">"
    "<svg/onload=alert(1)>'\" {{7*7}} &lt;"
)
NAUGHTY_NAME = "assets/lsd/<img src=x onerror=document.title='owned'>.png"
ABSTAINS = abstention.SENTENCE
needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")


class Page(HTMLParser):
    """Elements in order, and where text stands. Fails on what does not nest."""

    void = {"meta", "link", "img", "input", "br", "hr"}

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
            cases[0], question=ATTACK, gold=ATTACK,
            shown=(DisplayPart(ATTACK, NAUGHTY_NAME, None, ATTACK, ATTACK), *cases[0].shown[1:]),
        )  # fmt: skip
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
        "run": {"suite": suite.name, "data": {"file": "items.jsonl", "sha256": "ab" * 32},
                "conditions": {"drop": ["text"], "contexts": 3}, "max_tokens": 256},
        "time": "2026-05-09T10:00:00+00:00", "commit": "12" * 20, "tokens_per_second": 12.5,
        "hardware": {"cpus": 2, "processor": "A processor"},
    }  # fmt: skip
    run = write_run(
        folder / "run", cases, said, suite=suite.name, verdicts=verdicts, errors=errors, about=about,
        scores={}, assets=home, **kind,
    )  # fmt: skip
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


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    run = answered(tmp_path_factory.mktemp("usual"))
    out, html = report(run)
    return SimpleNamespace(run=run, out=out, html=html, page=Page(html))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    run = answered(tmp_path_factory.mktemp("hostile"), hostile=True)
    out, html = report(run)
    return SimpleNamespace(run=run, out=out, html=html, page=Page(html))


# --- the file


def test_it_asks_for_nothing_and_runs_one_script(usual):
    page = usual.page
    for element in page.elements:
        for name, value in element.attrs.items():
            assert not name.startswith("on") and name not in (
                "style",
                "srcset",
                "action",
                "xlink:href",
            )
            if name in ("src", "href"):
                assert value.startswith(("#", "data:")), (element.tag, value[:50])
    (script,), (style,) = page.all("script"), page.all("style")
    assert "url(" not in style.text and "@import" not in style.text and "fetch" not in script.text
    (policy,) = (one.attrs["content"] for one in page.all("meta") if "http-equiv" in one.attrs)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (
        rules["default-src"] == "'none'" and rules["img-src"] == rules["media-src"] == "data: blob:"
    )
    for rule, element in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_it_hangs_together(usual):
    page = usual.page
    ids = [one.attrs["id"] for one in page.elements if "id" in one.attrs]
    assert len(ids) == len(set(ids))
    for link in page.all("a") + page.all("use"):
        assert link.attrs["href"].removeprefix("#") in ids
    for picture in page.all(role="img") + page.all("img"):
        assert picture.attrs.get("aria-label") or picture.attrs.get("alt")
    for control in page.all("input") + page.all("select"):
        assert control.parents[-1].tag == "label" and control.parents[-1].text.strip()
    levels = [int(one.tag[1]) for one in page.elements if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 2 for before, after in itertools.pairwise(levels))
    assert page.elements[0].attrs == {"lang": "en"}


def test_every_item_is_there_with_all_that_belongs_to_it(usual):
    items = usual.page.all("details", class_="item")
    assert [one.attrs["data-outcome"] for one in items] == [
        "right", "wrong", "false abstention", "error", "hallucination", "right", "hallucination", "right",
    ]  # fmt: skip
    assert [json.loads(one.attrs["data-labels"])[0] for one in items] == [
        "I2I",
        "A2A",
        "T2T",
        "T2Any",
    ] * 2
    first, second = items[0].text, items[1].text
    for words in (
        "What is this person's trade? (0/0)", GOLDS[0], "Notes: " + GOLDS[3], "the one meant", "chosen",
        "routed toPerson 1", "judgecorrect", "abstainedno", "time0.50 s", "sample_0__aug_0",
    ):  # fmt: skip
        assert words in first
    assert "He sells <b>hats</b>." in second and "new tokens7" in second
    assert "to abstain: nobody here is meant" in items[4].text
    assert "to abstain: what is asked is not told" in items[6].text
    assert "(nothing)" in items[6].text, "an empty answer is seen as one"
    assert "get a fresh copy" in items[3].text
    # A2A: four people and a query, each with a clip; pictures of the people alone, as the release
    # has it.
    stands = [
        one for one in usual.page.elements if "data-medium" in one.attrs and items[1] in one.parents
    ]
    assert [one.tag for one in stands].count("a") == 5 and [one.tag for one in stands].count(
        "svg"
    ) == 4


def test_a_medium_that_many_items_show_is_embedded_once(usual):
    stores = {one.attrs["id"]: one for one in usual.page.all("noscript") if "id" in one.attrs}
    # Two samples of four people and a query, one of the people in both.
    assert len(stores) == 2 * (2 * 5 - 1)
    assert (
        usual.html.count("data:image/jpeg;base64,")
        == usual.html.count("data:audio/mpeg;base64,")
        == 9
    )
    shown = [one.attrs["data-medium"] for one in usual.page.elements if "data-medium" in one.attrs]
    assert {f"m-{name}" for name in shown} == set(stores)
    assert max(shown.count(name) for name in shown) == 8


def test_numbers_and_what_they_are_made_of(usual):
    page, scores = usual.page, usual.run.scores
    tiles = {one.text for one in page.all("div", class_="tile")}
    low, high = scores["intervals"]["Abs-F1"]
    number = scores["overall"]["Abs-F1"]
    assert any(f"Abs F1{number:.1f}95 % {low:.1f}–{high:.1f}" in tile for tile in tiles)
    text = " ".join(one.text for one in page.all("main"))
    for words in (
        "INCOMPLETE",
        "1 of 8 items",
        "engine-a <tiny>",
        "tokens per second12.5",
        "left outtext",
        "Cohen's kappa is 0.40",
        "ROUGE-L",
        "a-judge",
        "Gemma4-E4B +RLVR",
        "abababababab…",
    ):
        assert words in text, words
    plots = [one.attrs["aria-label"] for one in page.all("svg", class_="plot")]
    cal = f"engine-a <tiny> {scores['overall']['TA']:.1f}, {scores['overall']['Cal']:.1f}"
    assert any(label.startswith("Cal → against TA") and cal in label for label in plots)
    assert any("Gemma4-E4B 77.8, 52.6" in label for label in plots)
    assert any(label.startswith("TA: I2I 0.0") for label in plots)
    (cal,) = (label for label in plots if label.startswith("Cal: I2I"))
    assert "I2I 50.0, Gemini-3.1-Pro 80.0, Gemma4-E4B 51.6, Gemma4-E4B +RLVR 55.9;" in cal
    assert len(page.all("g", class_="other")) == 4 * 3, "groups and models"
    everything = page.all("table", class_="outcomes")[0]
    cells = [one for one in page.all("td") if everything in one.parents][:7]
    assert {one.attrs.get("data-name"): one.text for one in cells} == {
        None: "", "items": "8", "right": "337.5 %", "wrong": "112.5 %", "error": "112.5 %",
        # Of what can be answered and of what cannot, among what is scored.
        "false abstention": "133.3 %", "hallucination": "250.0 %",
    }  # fmt: skip


def test_what_a_model_or_a_file_says_stays_text(hostile):
    page = hostile.page
    assert not page.all("img") and len(page.all("script")) == 1
    assert not any("onload" in one.attrs or "onerror" in one.attrs for one in page.elements)
    item = page.all("details", class_="item")[0]
    assert item.text.count(ATTACK) >= 6, "question, prediction twice, gold, title, notes, mark"
    assert NAUGHTY_NAME.rsplit("/", 1)[1] in item.text or NAUGHTY_NAME in item.text
    assert "<img" not in re.sub(r"<script>.*?</script>", "", hostile.html, flags=re.S)


def test_control_characters_and_halves_of_characters_do_no_harm(tmp_path):
    odd = "a\x00b\x1b[31mc\u202ed\ud800e\r\nf\u2066"
    html, _ = quiz(tmp_path / "run", [quiz_case(0, 0)], {"q0": Reply(odd)})
    assert "a�b�[31mc�d�e\nf�" in html


def test_nothing_in_it_says_where_it_was_made(usual, hostile, tmp_path):
    for made in (usual, hostile):
        text = re.sub(r"base64,[^\"]*", "", made.html)
        assert (
            str(made.run.folder.parent) not in text
            and "/home/" not in text
            and "ludmilla" not in text
        )
        assert socket.gethostname() not in text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/home/me/x/pic.png: damaged", "pic.png: damaged"),
        ("see '/tmp/a b/c'", "see 'a b/c'"),
        (r"C:\Users\me\run\f.wav is cut", "f.wav is cut"),
        ("~/data/items.jsonl, line 3", "items.jsonl, line 3"),
        ("assets/lsd/sample_0/query.png", "assets/lsd/sample_0/query.png"),
        ("http://127.0.0.1:8000/v1/models", "http://127.0.0.1:8000/v1/models"),
        ("and/or, 24/7", "and/or, 24/7"),
    ],
)
def test_paths_of_a_machine_lose_their_folders(said, shown):
    assert without_paths(said) == shown


def test_missing_media_are_named_and_the_rest_is_shown(tmp_path):
    run = answered(tmp_path, missing=True)
    _, html = report(run)
    page = Page(html)
    assert len([one for one in page.all("noscript") if "id" in one.attrs]) == 10
    gone = page.all("p", class_="missing")
    assert any(one.text == "Picture not available: assets/lsd/sample_1/query.png" for one in gone)
    assert "Missing media (1)" in html


def test_media_as_the_model_had_them_or_none_at_all(usual, tmp_path):
    _, html = report(usual.run, media="full")
    assets = Assets(Path(usual.run.local_paths["assets"]))
    picture = assets.picture("assets/lsd/sample_0/query.png")
    clip = assets.clip("assets/lsd/sample_0/query.wav")
    assert f'"data:image/png;base64,{base64.b64encode(picture.data).decode()}"' in html
    assert f'"data:audio/flac;base64,{base64.b64encode(clip.data).decode()}"' in html
    _, html = report(usual.run, media="none")
    assert not re.search("base64,\\w", html)
    assert "not available: <code>assets/lsd/sample_0/query.png" in html
    elsewhere = tmp_path / "moved"
    shutil.copytree(usual.run.local_paths["assets"], elsewhere)
    _, moved = report(usual.run, assets=elsewhere)
    assert moved == usual.html
    report(usual.run)


def quiz(folder: Path, cases, replies) -> tuple[str, Page]:
    """The report of a run of the suite that asks no judge."""
    run = write_run(folder, cases, replies, scores={})
    scores = score(Quiz(), run.entries, run.replies(), {})
    scores.engine, scores.route = "engine-a", "model"
    run.write_scores(scores.to_json() | {"error_items": [], "errors": 0, "incomplete": False})
    _, html = report(run, suite=Quiz())
    return html, Page(html)


def test_a_suite_of_rules_without_judge_or_published_rows(tmp_path):
    cases = [quiz_case(0, 0), quiz_case(1, 1)]
    html, page = quiz(tmp_path / "run", cases, {"q0": Reply("yes"), "q1": Reply("no")})
    assert [one.attrs["data-outcome"] for one in page.all("details", class_="item")] == [
        "right",
        "wrong",
    ]
    assert "accuracy50.095 % 0.0–100.0" in page.all("div", class_="head")[0].text
    assert (
        "Cal" not in page.all("main")[0].text
        and "false abstention" not in html.split("<script>")[0]
    )
    assert len(page.all("svg", class_="bars")) == 1


def test_the_other_suite_there_is(tmp_path):
    home = tmp_path / "mmpb"
    write_table(home)
    write_pictures(home)
    suite = MMPB()
    options = {option.name: option.default for option in suite.options} | {"injection": "image"}
    cases = [suite.case(item) for item in suite.read(home, options).items]
    replies = {case.id: Reply("Yes" if case.gold == "Yes" else "A") for case in cases}
    run = write_run(tmp_path / "run", cases, replies, suite="mmpb", scores={}, assets=home)
    scores = score(suite, run.entries, run.replies(), {})
    scores.engine, scores.route, scores.conditions = "engine-a", "model", {"options": options}
    run.write_scores(scores.to_json())
    _, html = report(run)
    page = Page(html)
    assert len(page.all("details", class_="item")) == len(cases) == 16
    assert "Accuracy" in page.all("div", class_="head")[0].text
    headings = [one.text for one in page.all("h3") + page.all("summary")]
    assert "image, 0 turns" in headings and "text, 0 turns" not in headings
    assert "By category + attribute" in headings
    right = list(page.all("section", class_="meant"))
    assert right and all("the right one" in one.text for one in right)
    # Five pictures of each of five, of which two are told, and sixteen that are asked about.
    assert len([one for one in page.all("noscript") if "id" in one.attrs]) == 2 * 5 + 16


def test_items_whose_turn_has_not_come_are_not_wrong(tmp_path):
    cases = [
        quiz_case(0, 0),
        quiz_case(1, 1),
        quiz_case(2, 2, judged=True, facts={"answerable": True}),
    ]
    _, page = quiz(tmp_path / "run", cases, {"q0": Reply("yes"), "q2": Reply("so")})
    items = page.all("details", class_="item")
    assert [one.attrs["data-outcome"] for one in items] == ["right", "not answered", "not judged"]


def test_what_cannot_be_reported_is_refused_and_leaves_nothing(usual, tmp_path):
    bare = write_run(tmp_path / "bare", [quiz_case(0, 0)], {})
    for run, out, kind, says in (
        (bare, tmp_path / "r.html", {}, "not scored yet; score it first"),
        (usual.run, tmp_path / "r.html", {"media": "huge"}, "choose one of small, full, none"),
        (usual.run, tmp_path / "r.html", {"assets": tmp_path / "gone"}, "no such folder"),
        (usual.run, tmp_path, {}, "cannot be used"),
    ):
        with pytest.raises(BadInput, match=says):
            write_report(run, out, **kind)
    assert [path.name for path in tmp_path.iterdir()] == ["bare"]


# --- in a browser


@pytest.fixture(scope="module")
def browser():
    if PROGRAM is None:
        pytest.skip("chromium is not installed")
    chromium = Chromium()
    yield chromium
    chromium.close()


@needs_chromium
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_overflows_nothing_is_fetched_nothing_fails(browser, usual, width):
    browser.open(usual.out, width=width)
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.until("document.querySelectorAll('div.body').length === 8")
    browser.get("document.getElementById('item-1').scrollIntoView({behavior: 'instant'})")
    browser.until("document.querySelectorAll('.body img, .body audio').length >= 4")
    assert browser.get("document.documentElement.scrollWidth") == width
    outside = """[...document.querySelectorAll('main *, header *')]
        .filter(one => !one.closest('thead') && one.getBoundingClientRect().right > innerWidth + 1)
        .map(one => one.tagName + '.' + one.getAttribute('class'))"""
    assert browser.get(outside) == []
    asked = [url for url in browser.requests if not url.startswith(("data:", "blob:"))]
    assert asked == [usual.out.resolve().as_uri()]
    assert browser.complaints == []


@needs_chromium
def test_an_item_opened_by_keyboard_shows_its_pictures_and_plays_its_clips(browser, usual):
    browser.open(usual.out)
    made = "document.querySelectorAll('img, audio').length"
    assert browser.get(made) == 0, "nothing is made before it is looked at"
    browser.get("document.querySelector('#item-2 summary').focus()")
    browser.press("Enter")
    pictures, players = (
        f"[...document.querySelectorAll('#item-2 {tag}')]" for tag in ("img", "audio")
    )
    browser.until(f"{pictures}.length === 4 && {players}.length === 5")
    browser.until(f"{pictures}.every(one => one.naturalWidth === 24 && one.alt)")
    browser.until(f"{players}.every(one => one.duration > 0)")
    assert browser.get(f"{players}.map(one => one.duration)") == pytest.approx([0.4] * 5, abs=0.08)
    assert browser.get(f"{players}.every(one => one.controls && one.ariaLabel)")
    browser.press("Enter")
    assert browser.get("document.getElementById('item-2').open") is False


@needs_chromium
def test_the_list_is_narrowed_by_verdict_part_and_words(browser, usual):
    shown = "[...document.querySelectorAll('details.item:not([hidden])')].map(one => one.id).join()"
    said = "document.querySelector('#filter output').value"

    def after(script: str, expected: str) -> None:
        browser.get(script)
        browser.until(f"{shown} === {expected!r}")

    def fill(control: str, value: str) -> str:
        """As if it had been typed or chosen."""
        return (
            f"{{ const it = document.querySelector('{control}'); it.value = '{value}';"
            "it.dispatchEvent(new Event('input', {bubbles: true})) }"
        )

    browser.open(usual.out)
    assert browser.get(said) == "8 of 8 items"
    browser.get("document.querySelector('[value=hallucination]').focus()")
    browser.press("Space")
    browser.until(f"{shown} === 'item-5,item-7'")
    assert browser.get(said) == "2 of 8 items"
    # Whatever else is chosen narrows further; several verdicts are either or.
    after("document.querySelector('[value=wrong]').click()", "item-2,item-5,item-7")
    after(fill("select", "I2I"), "item-5")
    after(
        "document.querySelector('[type=reset]').click()",
        ",".join(f"item-{at}" for at in range(1, 9)),
    )
    browser.get("document.activeElement.blur()")
    browser.press("/", *"PILOT she")
    browser.until(f"{shown} === 'item-5'")
    browser.press(*" nowhere")
    browser.until(f"{shown} === '' && !document.getElementById('none').hidden")
    after(
        "document.querySelector('#none button').click()",
        ",".join(f"item-{at}" for at in range(1, 9)),
    )
    # A number in a table leads to its items.
    after("document.querySelector('td a[data-outcome=\"false abstention\"]').click()", "item-3")
    after("document.querySelector('tbody th a[data-value=A2A]').click()", "item-2,item-6")
    after("document.querySelector('.banner a').click()", "item-4")
    # Words behind an item are found whether it was opened or not, tags are not words.
    browser.get("document.querySelector('[type=reset]').click()")
    after(fill("[name=words]", "<b>hats"), "item-2")
    after(
        "document.getElementById('item-2').open = true;" + fill("[name=words]", "hats</b>"),
        "item-2",
    )
    after(fill("[name=words]", "noscript"), "")


@needs_chromium
def test_a_link_to_an_item_opens_it(browser, usual):
    browser.open(usual.out)
    browser.get("location.hash = 'item-3'")
    browser.until(
        "document.getElementById('item-3').open && document.querySelector('#item-3 .answers')"
    )


@needs_chromium
def test_an_attack_in_a_browser_comes_to_nothing(browser, hostile):
    browser.open(hostile.out)
    before = browser.get("document.title")
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.until("document.querySelector('#item-1 .answers')")
    acting = "document.querySelectorAll('[onerror], [onload], img[src=x], #item-1 script').length"
    assert browser.get(acting) == 0
    assert browser.get("document.querySelector('#item-1 .asked').textContent") == ATTACK
    assert browser.get("document.querySelector('#item-1 .answer.right p').textContent") == ATTACK
    assert browser.get("document.title") == before
    assert browser.complaints == []


@needs_chromium
def test_without_scripts_everything_can_still_be_read_seen_and_heard(browser, usual):
    browser.open(usual.out, scripts=False)
    assert not browser.get("document.documentElement.classList.contains('js')")
    assert browser.get("getComputedStyle(document.getElementById('filter')).display") == "none"
    browser.get("document.getElementById('item-2').open = true")
    assert GOLDS[0] in browser.get("document.querySelector('#item-2 .answers').innerText")
    picture = "document.querySelector('#item-2 svg[role=img]').getBoundingClientRect().width"
    assert browser.get(picture) > 100
    assert browser.get("document.querySelector('#item-2 use').getBBox().width") == 24
    player = "document.querySelector('#item-2 a.clip').hash + ' audio'"
    assert browser.get(f"document.querySelector({player}).controls")


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(browser, usual, scheme):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
    browser.ask(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    browser.open(usual.out)
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    weak = browser.get(CONTRAST)
    browser.ask("Emulation.setEmulatedMedia", features=[])
    assert weak == []


CONTRAST = """(() => {
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
  };
  const weak = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || one.closest("noscript, script, title") || !one.getClientRects().length) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(read(one.closest("svg") ? style.fill : style.color)), light(behind(one))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) weak.add(one.tagName + "." + one.getAttribute("class") + " " + ratio.toFixed(2));
  }
  return [...weak];
})()"""

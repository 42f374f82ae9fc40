"""The report: what is in the file, and what is not."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shutil
import socket
from pathlib import Path

import pytest
from bench_items import GOLDS
from html_pages import ATTACK, NAUGHTY_NAME, Page, answered, report
from mmpb_items import write_pictures, write_table
from run_folders import Quiz, quiz_case, write_run

from persona_assistant.bench.html import write_report
from persona_assistant.bench.html.markup import without_paths
from persona_assistant.bench.media import Assets
from persona_assistant.bench.mmpb.suite import MMPB
from persona_assistant.bench.scoring import score
from persona_assistant.bench.suite import Reply
from persona_assistant.errors import BadInput


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
        "right",
        "wrong",
        "false abstention",
        "error",
        "hallucination",
        "right",
        "hallucination",
        "right",
    ]
    assert [json.loads(one.attrs["data-labels"])[0] for one in items] == [
        "I2I",
        "A2A",
        "T2T",
        "T2Any",
    ] * 2
    first, second = items[0].text, items[1].text
    for words in (
        "What is this person's trade? (0/0)",
        GOLDS[0],
        "Notes: " + GOLDS[3],
        "the one meant",
        "chosen",
        "routed toPerson 1",
        "judgecorrect",
        "abstainedno",
        "time0.50 s",
        "sample_0__aug_0",
    ):
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
        None: "",
        "items": "8",
        "right": "337.5 %",
        "wrong": "112.5 %",
        "error": "112.5 %",
        # Of what can be answered and of what cannot, among what is scored.
        "false abstention": "133.3 %",
        "hallucination": "250.0 %",
    }


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

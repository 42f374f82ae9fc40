"""The words of the three splits are apart from each other and from what is measured with."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from persona_worlds import word_bank, words
from persona_worlds.demo_people import PEOPLE

from persona_assistant.resources import data_path

SPLITS = word_bank.SPLITS


def wordings(split):
    """Every template of a split in every form it can take, and everything that is said."""
    b = word_bank.load_words(split)
    frames = [
        f
        for a in b.attributes.values()
        for k in ("prose", "notes", "asks", "tells", "questions", "cues")
        for f in getattr(a, k)
    ]
    frames += [
        f for uses in (b.templates, b.said_questions) for some in uses.values() for f in some
    ]
    said = [w for s in b.statements for w in (s.first_person, s.reported, s.gold)]
    return {w for f in frames for w in word_bank.expand(f)} - {"who {hint}"} | set(said)


def values(split):
    b = word_bank.load_words(split)
    reasons = {("reason", w) for f in b.feelings for r in f.reasons for w in word_bank.expand(r)}
    hints = {("hint", v.hint) for a in b.attributes.values() for v in a.values if v.hint}
    return {(n, v.text) for n, a in b.attributes.items() for v in a.values} | reasons | hints


def names(split):
    scripts = word_bank.load_words(split).names.values()
    return {n for parts in scripts for part in parts.values() for n in part}


@pytest.mark.parametrize(("one", "other"), [("train", "dev"), ("train", "test"), ("dev", "test")])
def test_splits_share_no_wording_value_or_name(one, other, population):
    for kind in (wordings, values, names):
        assert kind(one) and not kind(one) & kind(other)
    assert not {p.face for p in population[one]} & {p.face for p in population[other]}
    assert not {p.voice for p in population[one]} & {p.voice for p in population[other]}


def strings(tree):
    if isinstance(tree, str):
        return {tree}
    inside = (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, (list, tuple)) else ()
    )
    return {s for each in inside for s in strings(each)}


@pytest.mark.parametrize("split", SPLITS)
def test_no_split_shares_wordings_values_or_names_with_the_other_populations(split):
    # words.toml holds the words of bench/mini (its split "mini") and of the calibration sets.
    bundled = strings(tomllib.loads((Path(words.__file__).with_suffix(".toml")).read_text()))
    assert not wordings(split) & bundled
    assert not {v for _, v in values(split)} & {part for s in bundled for part in s.split(" | ")}
    assert not names(split) & (set(words.NAMES_F) | set(words.NAMES_M))
    assert not names(split) & {part for p in PEOPLE for part in p.name.split()}


def read_elsewhere():
    """Names and sentences of the benchmark's notes, of the demo memory, and of the reading sets of
    single questions: nothing of the generator is measured on the others."""
    found_names, texts = set(), []
    reading = Path(__file__).parents[1] / "reading"
    others = {*reading.glob("everyday_*.json"), reading / "heard.json"}
    for path in sorted(set(reading.glob("*.json")) - others):
        stack = [json.loads(path.read_text(encoding="utf-8"))]
        while stack:
            at = stack.pop()
            if isinstance(at, dict):
                found_names |= set(str(at.get("name") or "").split())
                texts += [at[k] for k in ("text", "question") if isinstance(at.get(k), str)]
                stack += at.values()
            elif isinstance(at, list):
                stack += at
    demo = json.loads(
        data_path("memory_store", "demo").joinpath("demo.json").read_text(encoding="utf-8")
    )
    texts += [t["text"] for p in demo["people"] for t in p["triplets"] if t["text"]] + [
        q["question"] for q in demo["questions"]
    ]
    for line in (
        (data_path("bench", "mini") / "omni_persona_mini.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ):
        item = json.loads(line)
        texts += [c["text"] for c in item["contexts"]] + [item["query_text"]]
    return found_names, {s for t in texts for s in re.split(r"(?<=[.?!])\s+|\n", t)}


def runs(texts, n=6):
    """All runs of n words; what is worn counts as one word: all populations share a wardrobe."""
    found = set()
    for text in texts:
        text = re.sub(
            r"\w+ (shirt with a collar|striped jumper|t-shirt|hoodie|turtleneck|blazer|cardigan)",
            "garment",
            text,
        )
        w = re.findall(r"[\w']+", text.lower())
        found |= {" ".join(w[i : i + n]) for i in range(len(w) - n + 1)}
    return found


def test_no_name_and_no_turn_of_phrase_stands_in_what_is_measured_with(population):
    elsewhere, sentences = read_elsewhere()
    assert len(elsewhere) > 100 and len(sentences) > 1000
    measured = runs(sentences)
    for split, people in population.items():
        assert not names(split) & elsewhere
        written = [n.text for p in people for n in p.notes] + [
            t.text for p in people for t in p.takes
        ]
        asked = [
            q
            for a in word_bank.load_words(split).attributes.values()
            for f in a.questions
            for q in word_bank.expand(f)
        ]
        assert not runs(written + asked) & measured


@pytest.mark.parametrize("split", SPLITS)
def test_no_value_of_one_attribute_stands_in_a_value_of_another(split):
    """Otherwise a note could give away what it is said not to hold."""
    values = [
        (name, value.text)
        for name, each in word_bank.load_words(split).attributes.items()
        for value in each.values
    ]
    assert not [
        (name, value, other)
        for name, value in values
        for another, other in values
        if name != another and re.search(rf"\b{re.escape(value)}\b", other, re.IGNORECASE)
    ]

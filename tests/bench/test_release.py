"""The authors' release is not in this repository: what has its shape here was worded for these
tests."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from published_rules import ABSTENTION_MARKERS, ABSTENTION_SENTENCE, GROUPS, TASKS

from persona_assistant import abstention
from persona_assistant.bench import use_cases
from persona_assistant.bench.omni_persona.export import export_predictions
from persona_assistant.bench.omni_persona.release import (
    abstention_differences,
    release_judge_prompt,
    release_wording,
)
from persona_assistant.bench.run import Entry
from persona_assistant.bench.scoring import score
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.bench.suites import find
from persona_assistant.errors import BadInput
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import build_prompt
from persona_assistant.settings import Settings
from tests.support.judge_server import judge_server

SCENARIOS = {group: scenario for scenario, group in GROUPS.items()}

DATA = '''
"""Messages."""
import open_no_such_module  # reading must not import this

SYSTEM_PROMPT = """Four {neighbours} follow.
Say which one "it" is."""


def text_content(text: str):
    return {"type": "text", "text": text}


def build_multimodal_messages(item, asset_root, skip_audio=False):
    open("executed", "w").write("this code ran")
    content = []
    for i, ctx in enumerate(item["contexts"]):
        content.append(text_content(f"~~ Neighbour {i} {{no. {i}}} ~~"))
        if ctx.get("image"):
            content.append(image_content(ctx["image"]))
        txt = ctx.get("text", "").strip()
        if txt:
            content.append(text_content(txt))
    content.append(text_content("~~ Now ~~"))
    content.append(text_content(item["query_text"].strip()))
    return [{"role": "user", "content": [text_content(SYSTEM_PROMPT)] + content}]
'''
JUDGE = f'''
JUDGE_SYSTEM: str = (
    "Compare {{two}} lines. "
    "Say CORRECT or WRONG."
)
JUDGE_USER_TEMPLATE = """Wanted: {{gold}}
Got: {{pred}} {{{{so}}}}
"""
ABSTAIN_KEYWORDS = {list(ABSTENTION_MARKERS)!r}
open("executed", "w").write("this code ran")
'''


@pytest.fixture
def clone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "clone" / "omni_persona"
    package.mkdir(parents=True)
    (package / "data.py").write_text(DATA)
    (package / "judge.py").write_text(JUDGE)
    yield package.parent
    assert not (tmp_path / "executed").exists()


def changed(clone, name, old, new):
    path = clone / "omni_persona" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize("inside", [False, True])
def test_the_wording_is_that_of_the_clone_block_by_block(clone, inside):
    found = release_wording(clone / "omni_persona" if inside else clone, framed=False)
    prompt = build_prompt(
        Query(text="Who is it?"),
        [Context(None, None, None, ("bees",)), Context(None, None, None, ())],
        wording=found,
    )
    assert prompt.parts == (
        'Four {neighbours} follow.\nSay which one "it" is.',
        "~~ Neighbour 0 {no. 0} ~~",
        "bees",
        "~~ Neighbour 1 {no. 1} ~~",
        "~~ Now ~~",
        "Who is it?",
    )
    assert found.source.startswith("release (data.py, sha256 ") and "persona" not in found.source
    assert release_wording(clone, framed=True).framed


def test_the_source_tells_one_release_from_another(clone):
    before = release_wording(clone, framed=True).source
    changed(clone, "data.py", "~~ Now ~~", "~~ Then ~~")
    after = release_wording(clone, framed=True)
    assert after.source != before and after.query_header == "~~ Then ~~"


def test_the_judge_is_asked_in_the_words_of_the_clone(clone):
    found = release_judge_prompt(clone)
    assert found.system == "Compare {two} lines. Say CORRECT or WRONG."
    assert found.render("a {pred}", "b") == "Wanted: a {pred}\nGot: b {so}\n"
    assert (
        found.parse_verdict("CORRECT") is True
        and found.parse_verdict("WRONG") is False
        and found.parse_verdict("INCORRECT") is None
    )
    assert found.source.startswith("release (judge.py, sha256 ")
    assert abstention_differences(clone) == []


def test_a_server_gets_the_wording_block_by_block(clone, items):
    """Framing newlines are only for a local model, which gets all text as one."""
    changed(clone, "judge.py", "'cannot answer'", "'no idea'")
    settings = Settings(engine="endpoint", route="model")
    with judge_server(["I cannot tell."]) as (address, asked):
        request = use_cases.RunRequest(
            "omni-persona",
            settings,
            base_urls=[address],
            data=items.data,
            drop=frozenset({"image", "audio"}),
            release=clone,
            limit=1,
        )
        scores = use_cases.run(request)
    blocks = [part["text"] for part in asked[0][1][-1]["content"]]
    assert blocks[0] == 'Four {neighbours} follow.\nSay which one "it" is.'
    assert "~~ Neighbour 0 {no. 0} ~~" in blocks and "~~ Now ~~" in blocks
    assert scores.wording.startswith("release (data.py, sha256 ")
    assert any("only here: 'cannot answer'" in note for note in scores.notes)


def test_another_rule_of_abstaining_is_said(clone):
    changed(clone, "judge.py", "'cannot answer'", "'no idea'")
    (said,) = abstention_differences(clone)
    assert "only there: 'no idea'" in said and "only here: 'cannot answer'" in said


def test_a_text_may_be_put_together_from_very_many(clone):
    changed(clone, "data.py", '"~~ Now ~~"', " + ".join(f"'{index} '" for index in range(1500)))
    assert release_wording(clone, framed=True).query_header == "".join(
        f"{index} " for index in range(1500)
    )


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("SYSTEM_PROMPT =", "PROMPT =", "a fixed text SYSTEM_PROMPT"),
        ('SYSTEM_PROMPT = """', 'SYSTEM_PROMPT = f"""', "a fixed text SYSTEM_PROMPT"),
        (
            '"""Four {neighbours} follow.\nSay which one "it" is."""',
            "read()",
            "a fixed text SYSTEM_PROMPT",
        ),
        (
            "def build_multimodal_messages",
            "def build_messages",
            "a function build_multimodal_messages",
        ),
        ('{{no. {i}}} ~~"', '{{no. {ctx}}} ~~"', "one text_content(f'... {index} ...')"),
        ('f"~~ Neighbour {i}', 'f"~~ Neighbour {i:>3}', "one text_content(f'... {index} ...')"),
        (
            'enumerate(item["contexts"])',
            'enumerate(item["contexts"], 1)',
            "one text_content(f'... {index} ...')",
        ),
        (
            'text_content("~~ Now ~~")',
            "text_content(NOW)",
            "one text_content('...') with a fixed text",
        ),
        (
            'text_content("~~ Now ~~")',
            'text_content("a"), text_content("b")',
            "one text_content('...')",
        ),
    ],
)
def test_a_release_laid_out_otherwise_is_one_line_that_names_what_was_looked_for(
    clone, old, new, wanted
):
    changed(clone, "data.py", old, new)
    with pytest.raises(BadInput) as error:
        release_wording(clone, framed=True)
    said = str(error.value)
    assert str(clone / "omni_persona" / "data.py") in said and wanted in said and "\n" not in said


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("JUDGE_SYSTEM", "SYSTEM", "a fixed text JUDGE_SYSTEM"),
        ("Say CORRECT or WRONG.", "Say CORRECT or not.", "the verdict WRONG"),
        ("{pred}", "{answer}", "the placeholders {gold} and {pred}"),
        ("Got: {pred}", "Got: {pred!r}", "the placeholders {gold} and {pred}"),
        ("Got: {pred}", "Got: {", "the placeholders {gold} and {pred}"),
    ],
)
def test_so_is_a_judge_laid_out_otherwise(clone, old, new, wanted):
    changed(clone, "judge.py", old, new)
    with pytest.raises(BadInput) as error:
        release_judge_prompt(clone)
    assert (
        "judge.py" in str(error.value)
        and wanted in str(error.value)
        and "\n" not in str(error.value)
    )


def test_markers_that_are_no_list_of_texts(clone):
    changed(clone, "judge.py", "ABSTAIN_KEYWORDS = [", "ABSTAIN_KEYWORDS = [say(),")
    with pytest.raises(BadInput, match="a list of texts ABSTAIN_KEYWORDS"):
        abstention_differences(clone)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "expected omni_persona/data.py"),
        (b"x = '\xff\xfe'\n", "not Python source"),
        (b"x = 1\0", "not Python source"),
        (b"def (:\n", "not Python source"),
        (b"(" * 100_000, "not Python source"),
        (b"x = 0" + b" + 1" * 200_000, "not Python source"),
        (b"# long\n" * 200_000, "too large"),
    ],
    ids=["missing", "encoding", "zero byte", "syntax", "brackets", "deep", "large"],
)
def test_files_that_are_something_else(clone, content, said):
    path = clone / "omni_persona" / "data.py"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=said) as error:
        release_wording(clone, framed=True)
    assert "\n" not in str(error.value)


# --- the release's own scorer


def run_of(items, seed):
    """A run with every kind of answer, and its verdicts."""
    chance = random.Random(seed)
    entries, said, verdicts = [], {}, {}
    for index in range(items):
        group = chance.choice(tuple(TASKS))
        answerable = chance.random() < 0.52
        facts = {
            "answerable": answerable,
            "absent_persona": not answerable and chance.random() < 0.4,
            "target": 0,
            "scenario": SCENARIOS[group],
            "query_modality": "visual",
            "target_modality": "bio",
            "support_mode": "present",
            "asked_group": "bio",
            "asked_subfield": "trade",
        }
        labels = {"group": group, "task": chance.choice(TASKS[group])}
        case = Case(
            f"i{index}", f"s{index // 3}", labels, "Who?", "bees" * answerable, answerable, facts
        )
        entries.append(Entry(case, case.id))
        said[case.id] = Reply(
            chance.choice(
                [ABSTENTION_SENTENCE, "bees", "Bees, though I  cannot\nTELL which", "", "caf\u00e9"]
            )
        )
        if answerable:
            verdicts[case.id] = chance.random() < 0.6
    return entries, said, verdicts


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def test_files_in_the_releases_format(tmp_path):
    entries, said, verdicts = run_of(40, seed=1)
    skipped, undecided = entries[0].case.id, next(id for id in verdicts if id != entries[0].case.id)
    del said[skipped], verdicts[undecided]
    predictions, results = export_predictions(entries, said, verdicts, tmp_path / "out", "tiny")
    assert (predictions.name, results.name) == ("predictions.jsonl", "judge_results.jsonl")
    assert [row["augmented_id"] for row in lines(predictions)] == [
        entry.case.id for entry in entries[1:]
    ]
    assert undecided not in {row["augmented_id"] for row in lines(results)}
    for row in lines(results):
        assert (
            row["model_prediction"] == said[row["augmented_id"]].text
            and row["model_name"] == "tiny"
        )
        if row["answerable_from_context"]:
            assert row["correct"] is verdicts[row["augmented_id"]]
        else:
            assert (
                row["correct"]
                is row["abstained"]
                is abstention.is_abstention(row["model_prediction"])
            )
        assert row["judge_verdict"] == ("CORRECT" if row["correct"] else "WRONG")


RELEASE = os.environ.get("PERSONA_ASSISTANT_RELEASE")


@pytest.mark.skipif(
    not RELEASE, reason="PERSONA_ASSISTANT_RELEASE names no clone of the authors' release"
)
@pytest.mark.parametrize(("items", "seed"), [(750, 2), (7, 3)])
def test_the_releases_own_scorer_gives_the_same_numbers(tmp_path, items, seed):
    entries, said, verdicts = run_of(items, seed)
    ours = score(find("omni-persona"), entries, said, verdicts, resamples=20)
    _, results = export_predictions(entries, said, verdicts, tmp_path, "tiny")
    for module in ("requests", "tqdm"):
        # Its judge imports them to talk to a server, which scoring does not.
        (tmp_path / f"{module}.py").write_text("tqdm = None\n")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "omni_persona.score",
            results,
            "--json-out",
            tmp_path / "theirs.json",
        ],
        cwd=Path(RELEASE),
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    theirs = json.loads((tmp_path / "theirs.json").read_text())
    names = {"n": "n", "Ans": "Ans_v2_2", "Unans": "Unans", "Cal": "Cal_v2_2"}
    parts = [
        (theirs["overall"], ours.overall, names | {"1-FA": "1-FA", "TA": "TA", "Avg": "Avg_add"})
    ]
    parts += [
        (theirs["scenario"][group], part, names) for group, part in ours.slices["group"].items()
    ]
    assert len(parts) == 1 + sum(part["n"] > 0 for part in theirs["scenario"].values())
    for their, our, same in parts:
        for name, here in same.items():
            assert our[here] == (
                their[name] if their[name] is None else pytest.approx(their[name], abs=1e-9)
            )


@pytest.mark.skipif(
    not RELEASE, reason="PERSONA_ASSISTANT_RELEASE names no clone of the authors' release"
)
def test_the_wording_of_a_real_release_is_found():
    wording, judge = (
        release_wording(Path(RELEASE), framed=False),
        release_judge_prompt(Path(RELEASE)),
    )
    assert "{position}" in wording.context_header and wording.instructions and wording.query_header
    assert (
        judge.render("gold", "said").count("gold") == 1
        and abstention_differences(Path(RELEASE)) == []
    )

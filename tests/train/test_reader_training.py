"""Training the reader: a network of random weights learns a few questions, its file gives what it
gives, and the command makes a whole folder or nothing. Needs torch; `make test-torch`."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("transformers", reason="the extra train is not installed: make test-torch")
import torch
from tokenizers import Tokenizer

from persona_assistant.cli import main
from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import Cancelled, ModelError
from persona_assistant.pmg import Note
from persona_assistant.progress import CancelToken, finish
from persona_assistant.reader.layout import Layout, Window, prepared
from persona_assistant.reader.network import ReaderNetwork, load_scale
from persona_assistant.reader.word_vectors import WordVectors
from persona_assistant.resources import data_path
from persona_assistant.train.reader.corpus import Question, read_corpus
from persona_assistant.train.reader.export import reader_network, word_vectors
from persona_assistant.train.reader.make import make
from persona_assistant.train.reader.network import CrossEncoder, batch_of
from persona_assistant.train.reader.plan import Plan
from persona_assistant.train.reader.published import GRAPH, published_weights
from persona_assistant.train.reader.published import SAFETENSORS as WEIGHTS
from persona_assistant.train.reader.training import Trainer, example_of, misspelled
from persona_assistant.train.reader.unpacked import packed_weights

pytestmark = [
    pytest.mark.torch("transformers", "onnx", "safetensors"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]
TOKENIZER = "model/tokenizer.json"
PUBLISHED_TOKENIZER = data_path("models", "reader", "tokenizer.json")
LAYOUT = Layout(prepared(Tokenizer.from_file(str(PUBLISHED_TOKENIZER))))
WORDS = "tunes pianos|bakes bread|drives trams|mends watches|draws maps".split("|")
PEOPLE = "Ada Bo Cy Di Ed".split()
LEARNED = "".join(
    f"= {name} Lund\n{name} {work}. From {town}.\n? what does {name} do\n> {work}\n"
    f"? from where\n> {town}\n? any pets\n> -\n? any sisters\n> ~\n"
    for name, work, town in zip(PEOPLE, WORDS, "Hull Lyon Kiel Bari Porto".split())
)
APART = "= Ola Ek\nOla paints boats. From Turku.\n? her work\n> paints boats\n? her car\n> -\n"


@pytest.fixture(scope="module")
def corpora(tmp_path_factory) -> tuple[Path, Path]:
    """Twenty questions to learn, and two that share nothing with them."""
    folder = tmp_path_factory.mktemp("corpora")
    for name, text in (("train", LEARNED), ("apart", APART)):
        (folder / name).mkdir()
        (folder / name / "hand.txt").write_text(text)
    return folder / "train", folder / "apart"


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """As the published one, unpacked, with random weights."""
    from safetensors.numpy import save_file

    folder = tmp_path_factory.mktemp("package")
    (folder / WEIGHTS).parent.mkdir()
    torch.manual_seed(1)
    state = CrossEncoder().bert.state_dict()
    save_file({name: each.numpy() for name, each in state.items()}, folder / WEIGHTS)
    shutil.copy(PUBLISHED_TOKENIZER, folder / TOKENIZER)
    return folder


@pytest.fixture(scope="module")
def network() -> CrossEncoder:
    torch.manual_seed(0)
    return CrossEncoder().eval()


# --- what is learnt


def test_a_few_questions_are_learnt(corpora):
    questions = read_corpus(corpora[0])
    assert len(questions) == 20
    torch.manual_seed(0)
    plan = Plan(epochs=8, batch=5, rate=3e-4, head_rate=3e-3, misspelled=0.0)
    trainer = Trainer(CrossEncoder(), LAYOUT, questions, plan)
    examples = [example_of(LAYOUT, each) for each in questions]
    words = trainer.network.bert.embeddings.word_embeddings.weight.clone()
    with torch.no_grad():
        before = trainer.loss(examples).item()
    steps = list(trainer.run())
    with torch.no_grad():
        after = trainer.loss(examples).item()
    assert after < 0.6 * before
    assert [each.done for each in steps] == list(range(1, 33)) and steps[-1].total == 32
    assert steps[-1].values["pass"] == 8 and steps[-1].remaining == 0
    assert torch.equal(words, trainer.network.bert.embeddings.word_embeddings.weight)


def test_what_is_right_in_a_window_is_its_sentence_and_its_words():
    note = Note("Ada tunes pianos. Her brother Tom is a dentist. From Hull.")
    spans = ((4, 16), (48, 57))
    question = Question("what", "Ada", note, spans)
    example = example_of(LAYOUT, question)
    assert example.right == (0, 2)
    found = [example.window.characters(first, last) for _, first, last in example.edges]
    assert [note.text[start:end] for start, end in found] == ["tunes pianos", "From Hull"]
    whole = example_of(LAYOUT, Question("what", "Ada", note, spans, pointed=False))
    assert whole.right == (0, 2) and whole.edges == ()
    nothing = example_of(LAYOUT, Question("what", "Ada", note, (), near=True))
    assert nothing.right == () and nothing.edges == ()


def test_an_answer_beyond_the_first_window_is_not_there():
    text = "She planted lilies near the wall. " * 60 + "From Hull."
    question = Question("where", "Ada", Note(text), ((len(text) - 5, len(text) - 1),))
    assert example_of(LAYOUT, question).right == ()


def test_misspelling_changes_letters_of_words_and_nothing_else():
    drawn, text = random.Random(0), "where is the 2 of 31 piano tuner from?"
    changed = {misspelled(text, drawn) for _ in range(200)}
    assert len(changed) > 50 and all(abs(len(each) - len(text)) <= 2 for each in changed)
    for each in changed:
        assert [c for c in each if not c.isalpha()] == [c for c in text if not c.isalpha()]
    assert {misspelled("who?", drawn) for _ in range(50)} == {"who?"}
    assert misspelled("", drawn) == ""


# --- the file


def windows() -> list[Window]:
    notes = [
        Note("From Hull."),
        Note("Ada tunes pianos. Her brother Tom is a dentist! From Hull, lives in Leeds."),
        Note(" ".join(f"On day {n} she planted {n + 3} rare lilies." for n in range(60))),
    ]
    asked = LAYOUT.question("where is she from?")
    return [window for note in notes for window in LAYOUT.windows(asked, note, "Ada Lund")]


@pytest.mark.parametrize("layers", [3, 6])
def test_the_exported_network_gives_what_the_trained_one_gives(layers, tmp_path):
    torch.manual_seed(0)
    network = CrossEncoder(layers=layers).eval()
    state = {name: each.numpy() for name, each in network.state_dict().items()}
    (tmp_path / "reader.onnx").write_bytes(reader_network(state))
    session = OnnxSession(tmp_path / "reader.onnx", threads=1)
    words = WordVectors(**word_vectors(state))
    read = windows()
    assert len(read) > 4
    with torch.no_grad():
        answers, nothing, edges = network(batch_of(read))
    for row, window in enumerate(read):
        size, count = len(window.ids), len(window.sentences)
        expected = np.concatenate(
            [answers[row, :count], nothing[row : row + 1], edges[row, :size].reshape(-1)]
        )
        found = session.run(words.vectors(window.ids), window.types, window.pool)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, atol=0.05)
        assert np.corrcoef(found, expected)[0, 1] > 0.999


def test_what_stands_beside_a_window_changes_nothing(network):
    """In training, where windows of several lengths share a batch."""
    read = windows()
    with torch.no_grad():
        together = network(batch_of(read))
        for row, window in enumerate(read):
            for beside, alone in zip(together, network(batch_of([window])), strict=True):
                shape = alone[0].shape
                part = beside[row][tuple(slice(n) for n in shape)]
                torch.testing.assert_close(part, alone[0], atol=1e-4, rtol=1e-4)


# --- where it begins


def graph_of(weights: dict[str, np.ndarray]) -> bytes:
    """As exports of transformers keep a BERT: a matrix is turned and has a name that says
    nothing, its bias keeps its own."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants = [], []
    for name, each in weights.items():
        bias = f"{name.removesuffix('weight')}bias"
        if each.ndim < 2 or bias not in weights:
            constants.append(numpy_helper.from_array(each, name))
            continue
        matrix, product = f"onnx::MatMul_{len(nodes)}", f"product_{len(nodes)}"
        constants.append(numpy_helper.from_array(np.ascontiguousarray(each.T), matrix))
        nodes.append(helper.make_node("MatMul", [f"x_{name}", matrix], [product]))
        nodes.append(helper.make_node("Add", [bias, product], [f"y_{name}"]))
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph(nodes, "bert", [value], [value], constants)
    content: bytes = helper.make_model(graph).SerializeToString()
    return content


def test_a_package_may_hold_a_graph_of_another_depth(tmp_path):
    torch.manual_seed(2)
    network = CrossEncoder(layers=2)
    state = {name: each.numpy() for name, each in network.bert.state_dict().items()}
    (tmp_path / GRAPH).parent.mkdir()
    (tmp_path / GRAPH).write_bytes(graph_of(state))
    shutil.copy(PUBLISHED_TOKENIZER, tmp_path / "tokenizer.json")
    weights, tokenizer = published_weights(tmp_path)
    assert tokenizer == PUBLISHED_TOKENIZER.read_bytes()
    read = CrossEncoder(weights).bert.state_dict()
    assert read.keys() == state.keys()
    assert all(np.array_equal(read[name].numpy(), each) for name, each in state.items())
    (tmp_path / GRAPH).write_bytes(b"\xff" * 100)
    with pytest.raises(ModelError, match="onnx/model.onnx of .* is damaged"):
        published_weights(tmp_path)


def test_the_lowest_layers_may_stay_as_published(corpora):
    torch.manual_seed(0)
    network = CrossEncoder(layers=3)
    network.keep_lowest(2)
    before = {name: each.clone() for name, each in network.state_dict().items()}
    questions = read_corpus(corpora[0])
    for _ in Trainer(network, LAYOUT, questions, Plan(epochs=1, batch=10)).run():
        pass
    changed = {
        name for name, each in network.state_dict().items() if not torch.equal(each, before[name])
    }
    kept = ("bert.embeddings.", "bert.encoder.layer.0.", "bert.encoder.layer.1.")
    assert changed and not any(name.startswith(kept) for name in changed)
    assert any(name.startswith("bert.encoder.layer.2.") for name in changed)


def test_the_weights_of_before_the_rate_falls_are_kept(corpora):
    torch.manual_seed(0)
    network = CrossEncoder(layers=1)
    trainer = Trainer(network, LAYOUT, read_corpus(corpora[0]), Plan(epochs=4, batch=2, steady=0.5))
    seen = [
        (each.done / each.total, network.answers.weight.detach().clone()) for each in trainer.run()
    ]
    kept = trainer.before_fall["answers.weight"]
    near = [share for share, weight in seen if np.array_equal(weight.numpy(), kept)]
    assert len(near) == 1 and 0.5 <= near[0] < 0.75


# --- the command


def test_the_command_makes_a_reader_and_says_how_good_it_is(package, corpora, tmp_path, capsys):
    out = tmp_path / "made"
    words = ["train", "reader", package, "--corpus", corpora[0], "--kept-apart", corpora[1]]
    words = [*map(str, words), "--epochs", "1", "--seed", "3", "--out", str(out)]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(out)
    # Those of the corpus, on sentences side by side, and generated ones.
    assert 20 < told["trained_on"] == told["plans"][0]["questions"]
    assert [(plan["epochs"], plan["seed"]) for plan in told["plans"]] == [(1, 3)]
    assert told["kept_apart"]["questions"] == 2 and told["kept_apart"]["declined_near"] is None
    card = json.loads((out / "reader.json").read_text())
    assert {**card, "folder": str(out)} == told
    assert {each.name for each in out.iterdir()} == {
        "reader.onnx", "words.npz", "tokenizer.json", "reader.json", "weights.npz", "steady.npz",
    }  # fmt: skip
    assert load_scale(out / "reader.json").threshold == told["threshold"]
    note = Note("Ola paints boats. From Turku.")
    assert len(ReaderNetwork(out, threads=1).places("her work", [note], "Ola Ek")[0]) == 2
    assert main(words) == 2 and "exists already" in capsys.readouterr().err
    shutil.rmtree(out)
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert f"Trained on {told['trained_on']:,} questions" in shown
    assert "Of 2 questions it had not seen" in shown
    # Equal seeds make equal readers, on one machine with one thread.
    again = json.loads((out / "reader.json").read_text())
    assert again == card


@pytest.mark.parametrize("stage", ["training", "measuring"])
def test_a_run_that_is_stopped_leaves_nothing(stage, package, corpora, tmp_path):
    cancel = CancelToken()

    def stop(progress) -> None:
        if progress.stage == stage:
            cancel.set()

    run = make(package, *corpora, tmp_path / "made", plan=Plan(epochs=1), cancel=cancel)
    with pytest.raises(Cancelled, match=r"nothing of .* is kept") as stopped:
        finish(run, on_progress=stop)
    assert stopped.value.exit_code == 130 and list(tmp_path.iterdir()) == []


def test_a_package_of_another_network_is_refused(package, corpora, tmp_path):
    from safetensors.numpy import load_file, save_file

    weights = load_file(package / WEIGHTS)
    folder = tmp_path / "other"
    (folder / WEIGHTS).parent.mkdir(parents=True)
    shutil.copy(package / TOKENIZER, folder / TOKENIZER)
    name = "encoder.layer.5.output.dense.weight"
    for changed in (
        {key: each for key, each in weights.items() if key != name},
        weights | {name: np.zeros((2, 2), np.float32)},
    ):
        save_file(changed, folder / WEIGHTS)
        with pytest.raises(ModelError, match="holds no BERT of 384 numbers a token"):
            finish(make(folder, *corpora, tmp_path / "made"))
    (folder / WEIGHTS).write_bytes(b"\xff" * 100)
    with pytest.raises(ModelError, match="is damaged"):
        finish(make(folder, *corpora, tmp_path / "made"))
    with pytest.raises(ModelError, match=r"there is no package .*nowhere"):
        finish(make(tmp_path / "nowhere", *corpora, tmp_path / "made"))
    assert not (tmp_path / "made").exists()


def test_a_bundled_reader_can_be_gone_on_with():
    """Its eight bits, read back as weights, pack to the same bytes."""
    bundled = data_path("models", "reader")
    weights = packed_weights(bundled)
    assert reader_network(weights) == (bundled / "reader.onnx").read_bytes()
    with np.load(bundled / "words.npz") as file:
        assert all(np.array_equal(file[name], each) for name, each in word_vectors(weights).items())
    CrossEncoder().load_state_dict({name: torch.from_numpy(each) for name, each in weights.items()})

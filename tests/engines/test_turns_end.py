"""An answer ends where the turn ends, and where it begins to run in circles: a local model."""

from __future__ import annotations

import pytest

from persona_assistant.engines.base import GenerateOptions, collect
from tests.support.llama_engines import prompt

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

SAILS = ("Ana", " sails", " boats", ".")


@pytest.fixture
def says(tmp_path):
    from persona_assistant.engines.llama import LlamaEngine
    from tests.support.scripted_gguf import write_script

    made = []

    def generate(words, *, then, template=None, **options):
        known = {} if template is None else {"template": "", "chat_template": template}
        family = known.pop("chat_template", None)
        path = write_script(tmp_path / f"{len(made)}.gguf", words, then=then, **known)
        made.append(LlamaEngine(path, n_ctx=1024, threads=1, chat_template=family))
        options = GenerateOptions(max_tokens=120, **options)
        answer = collect(made[-1].generate(prompt("Who sails?"), options=options))
        return answer.text, answer.finished.reason

    yield generate
    for engine in made:
        engine.close()


@pytest.mark.parametrize("end", ["<|endoftext|>", "<|eot|>", "<|im_end|>", "<|im_start|>"])
def test_each_token_that_ends_a_turn_ends_the_answer(says, end):
    assert says(SAILS, then=end) == ("Ana sails boats.", "stop")


@pytest.mark.parametrize("mark", [("<|im", "_end", "|>"), ("<", "|im_start", "|", ">")])
def test_so_does_a_mark_that_is_spelt_out(says, mark):
    spelt = says((*SAILS, *mark, " Ben", " rows"), then="<|eot|>")
    assert spelt == ("Ana sails boats.", "stop")


@pytest.mark.parametrize("template", ["plain", "chatml"])
@pytest.mark.parametrize("header", [("Question", ":"), ("Person", " 2")])
def test_a_base_model_ends_before_it_asks_itself(says, template, header):
    text, reason = says((*SAILS, "\n\n", *header, " Who"), then=" Who", template=template)
    assert (text.strip(), reason) == ("Ana sails boats.", "stop")


def test_a_model_with_a_template_may_write_what_it_likes(says):
    text, _ = says((*SAILS, "\n\n", "Question", ":", " Who"), then="<|eot|>")
    assert text == "Ana sails boats.\n\nQuestion: Who"


@pytest.mark.parametrize(
    ("words", "back_to", "left"),
    [
        ((*SAILS, " It", " is", " warm", ".\n"), " It", "Ana sails boats. It is warm."),
        (SAILS, "Ana", "Ana sails boats.Ana"),
        ((" Ana", *SAILS[1:]), " Ana", "Ana sails boats."),
        ((*SAILS[:3], " and", " ships"), " and", "Ana sails boats and ships"),
    ],
)
def test_a_circle_is_cut_back_and_reported(says, words, back_to, left):
    text, reason = says(words, then=back_to)
    assert reason == "repetition"
    if left.endswith("."):
        assert text.strip() == left
    else:  # a few words of it may have been shown
        assert text.startswith(left) and len(text) < len(left) + 12
    freely, reason = says(words, then=back_to, may_repeat=True)
    assert reason == "length" and freely.startswith(text.rstrip()) and len(freely) > 2 * len(text)

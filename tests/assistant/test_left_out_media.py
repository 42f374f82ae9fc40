"""A model that takes no pictures or clips answers from the notes, and says what it did not see."""

from __future__ import annotations

import pytest
from test_context_budget import TEXT, Model

from persona_assistant.errors import EndpointError
from persona_assistant.pmg import Clip, Picture, Query
from tests.support import fakes

ALL = fakes.EVERYTHING


def kinds(prompt):
    return [type(part).__name__ for part in prompt.all_parts if not isinstance(part, str)]


def assistant_with(engine):
    assistant = fakes.assistant(engine)
    assistant.add(
        "Ana",
        images=[fakes.picture(0)],
        voices=[fakes.clip(0)],
        texts=["Ana is a dentist."],
        anyway=True,
    )
    return assistant


@pytest.mark.parametrize(
    ("takes", "left", "notice"),
    [
        (TEXT, [], "Pictures and clips were left out: tiny takes only text."),
        (
            ALL - {"voice"},
            ["Picture"] * 2,
            "Clips were left out: tiny takes only text and pictures.",
        ),
        (ALL, ["Picture", "Clip", "Picture"], None),
    ],
)
def test_what_a_model_cannot_take_is_left_out_with_one_notice(takes, left, notice):
    engine = Model(modalities=takes)
    answer = assistant_with(engine).ask(Query("What is her job?", fakes.picture(2)))
    (prompt,) = engine.prompts
    assert kinds(prompt) == left and answer.text == "Yes." and answer.edge.persona == "Ana"
    assert answer.notices == ((notice,) if notice else ())
    assert "Ana is a dentist." in "".join(p for p in prompt.parts if isinstance(p, str))
    media = [prompt.contexts[0].image, prompt.contexts[0].voice, prompt.query.image]
    assert sum(each is not None for each in media) == len(left)
    assert "Question:" in "".join(p for p in prompt.parts[prompt.head :] if isinstance(p, str))


def test_what_earlier_turns_showed_is_left_out_too():
    engine = Model()
    assistant = assistant_with(engine)
    talk = assistant.conversations.begin()
    assistant.ask(Query("What is her job?", fakes.picture(2)), conversation=talk)
    answer = assistant.ask(Query("Where does Ana work?"), conversation=talk)
    last = engine.prompts[-1]
    assert len(last.before) == 2 and kinds(last) == [] and len(answer.notices) == 1
    assert last.before[0].parts == ("What is her job?",)


@pytest.mark.parametrize("refused", [{"voice"}, {"image"}, {"image", "voice"}])
def test_a_server_that_refuses_media_is_asked_again_without_them(refused):
    engine = Model(modalities=ALL, refuses=refused)
    assistant = assistant_with(engine)
    answer = assistant.ask(Query("What is her job?", fakes.picture(2)))
    gone = {"image": "Picture", "voice": "Clip"}
    assert not {gone[kind] for kind in refused} & set(kinds(engine.prompts[-1]))
    assert answer.text == "Yes." and len(answer.notices) == 1 and "left out" in answer.notices[0]
    again = assistant.ask(Query("What is her job?", fakes.picture(2)))
    assert again.notices == answer.notices and len(engine.prompts) == 2


def test_any_other_trouble_of_a_server_is_told():
    class Broken(Model):
        def generate(self, prompt, *, options=None, cancel=None):
            raise EndpointError("the server failed")

    with pytest.raises(EndpointError, match="failed"):
        assistant_with(Broken(modalities=ALL)).ask(Query("What is Ana's job?"))


def test_an_empty_answer_is_told():
    answer = assistant_with(Model(says="\n")).ask(Query("What is Ana's job?"))
    assert answer.text == "" and "The model said nothing" in answer.notices[-1]


def test_an_engine_that_is_no_language_model_keeps_everything():
    engine = fakes.FakeEngine(["Yes."], TEXT)
    answer = assistant_with(engine).ask(Query("What is her job?", fakes.picture(2)))
    prompt = engine.prompts[0]
    assert isinstance(prompt.query.image, Picture) and isinstance(prompt.contexts[0].voice, Clip)
    assert answer.notices == ()

"""A language model thinks before it answers about the user, and looks for what they told."""

from __future__ import annotations

import datetime
import json
import threading

import pytest

from persona_assistant.assistant.longterm.recent import recent
from persona_assistant.engines.base import Capabilities, Finished, TextPiece, Usage
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.progress import Done, Progress
from tests.support.fakes import ScriptedEngine, assistant, picture
from tests.support.openai_server import openai_servers, streams


def answers(thought="That is enough."):
    return json.dumps(
        {"thought": thought, "action": "answer", "keywords": "", "since": None, "until": None}
    )


def retrieves(keywords, since=None, until=None):
    return json.dumps(
        {
            "thought": "Something is missing.",
            "action": "retrieve",
            "keywords": keywords,
            "since": since,
            "until": until,
        }
    )


class Thinker(ScriptedEngine):
    """Takes one step after another, the last one for ever, and then says its answer."""

    def __init__(self, *steps, says="In March."):
        self.capabilities = Capabilities(frozenset({"text", "image"}), window=8192)
        self.steps, self.says = list(steps or [answers()]), says
        self.thoughts, self.asked = [], []

    def generate(self, prompt, *, options=None, cancel=None):
        if options.schema is None:
            self.asked.append(prompt)
            said = self.says
        else:
            self.thoughts.append(prompt)
            said = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
            said = said() if callable(said) else said
        if cancel is not None and cancel.is_set():
            yield Finished("cancelled", False)
            return
        yield TextPiece(said)
        yield Finished("stop", False, Usage(100, 40, 7))


def text_of(prompt):
    return "".join(part for part in prompt.all_parts if isinstance(part, str))


def over(engine, *memories, **options):
    opened = assistant(engine, **options)
    for each in memories:
        opened.memories.add(*each[:1], **(each[1] if len(each) > 1 else {}))
    return opened


BOILER = ("The heating engineer repaired the boiler.", {"valid_from": "2024-03"})
KAYAK = ("I bought a kayak at the fair.", {"valid_from": "2023-06"})


def test_what_is_missing_is_looked_for_and_only_the_answer_is_shown():
    engine = Thinker(retrieves("boiler"), answers("The boiler it is."))
    with over(engine, BOILER, KAYAK) as memory:
        events = list(memory.stream("When did I last have the thing in the cellar mended?"))
    assert "".join(each.text for each in events if isinstance(each, TextPiece)) == "In March."
    looked = [each.detail for each in events if isinstance(each, Progress) and each.detail]
    assert looked == ["boiler"]
    answer = next(each.result for each in events if isinstance(each, Done))
    assert (answer.text, answer.abstained) == ("In March.", False)
    assert BOILER[0] not in text_of(engine.thoughts[0])
    for prompt in (engine.thoughts[1], engine.asked[0]):
        assert text_of(prompt).count(BOILER[0]) == 1 and KAYAK[0] not in text_of(prompt)
    assert "2024-03" in text_of(engine.asked[0])
    assert answer.tokens == {"prompt": 300, "computed": 120, "answer": 21}


def test_what_a_step_sees_begins_like_what_the_answer_is_made_of():
    engine = Thinker()
    with over(engine, BOILER) as memory:
        memory.ask("When did I have the boiler repaired?")
    (thought,), (asked,) = engine.thoughts, engine.asked
    assert thought.parts[: len(asked.parts)] == asked.parts and thought.head == asked.head


def test_an_answer_stands_on_the_memories_that_it_says():
    engine = Thinker(retrieves("kayak"), answers(), says="The boiler was repaired in March.")
    with over(engine, BOILER, KAYAK) as memory:
        answer = memory.ask("When did I have the boiler repaired?")
    assert [each.detail for each in answer.evidence] == [BOILER[0]]


@pytest.mark.parametrize(
    ("since", "until"), [("2023-01-01", "2023-12-31"), ("2023-12-31", "2023-01-01")]
)
def test_the_time_that_a_step_names_leaves_out_what_was_at_another(since, until):
    engine = Thinker(retrieves("bike garage", since, until), answers())
    old = ("I sold the bike from the garage.", {"valid_from": "2023-05", "valid_to": "2023-05"})
    new = ("I painted the bike in the garage.", {"valid_from": "2021", "valid_to": "2021"})
    with over(engine, old, new) as memory:
        memory.ask("What did I do with my old two-wheeler that year?")
    assert old[0] in text_of(engine.asked[0]) and new[0] not in text_of(engine.asked[0])


def test_a_time_that_the_question_does_not_name_leaves_out_nothing():
    engine = Thinker(retrieves("boiler", "2020-01-01", "2020-01-01"), answers())
    with over(engine, BOILER) as memory:
        memory.ask("Who mended the thing in my cellar?")
    assert BOILER[0] in text_of(engine.asked[0])


@pytest.mark.parametrize("since", ["soon", "2024-13-01", ""])
def test_a_day_that_is_none_is_no_limit(since):
    engine = Thinker(retrieves("boiler", since), answers())
    with over(engine, BOILER) as memory:
        memory.ask("When did I last have the thing in the cellar mended?")
    assert BOILER[0] in text_of(engine.asked[0])


def test_there_are_five_steps_at_most_and_nothing_is_shown_twice():
    words = ["boiler", "kayak", "boiler repaired", "kayak fair", "engineer", "heating"]
    engine = Thinker(*map(retrieves, words))
    with over(engine, BOILER, KAYAK) as memory:
        memory.ask("What have I told you of this and that?")
    assert len(engine.thoughts) + len(engine.asked) == 5 and len(engine.asked) == 1
    for prompt in (*engine.thoughts, *engine.asked):
        assert text_of(prompt).count(BOILER[0]) <= 1 and text_of(prompt).count(KAYAK[0]) <= 1
    assert '"boiler repaired" (nothing found)' in text_of(engine.thoughts[-1])


def test_the_same_words_again_end_the_thinking():
    engine = Thinker(retrieves("boiler"))
    with over(engine, BOILER) as memory:
        memory.ask("When did I last have the thing in the cellar mended?")
    assert len(engine.thoughts) == 2


@pytest.mark.parametrize("step", ["Let me see.", "{", retrieves("  "), '{"action": "retrieve"}'])
def test_a_step_that_cannot_be_read_looks_for_the_question_itself(step):
    engine = Thinker(step)
    with over(engine, BOILER) as memory:
        assert memory.ask("When did I have the boiler repaired?").text == "In March."
    assert BOILER[0] in text_of(engine.asked[0]) and len(engine.thoughts) == 1


def test_without_reasoning_the_question_finds_what_it_finds_and_is_answered_at_once():
    engine = Thinker()
    with over(engine, BOILER, KAYAK, reasoning=False) as memory:
        memory.ask("When did I have the boiler repaired?")
    assert engine.thoughts == [] and BOILER[0] in text_of(engine.asked[0])


def test_people_and_memories_stand_in_one_prompt():
    engine = Thinker(retrieves("dinner"), answers())
    with over(engine, ("I only cook dinner without an oven.",)) as memory:
        memory.add("Ana Prado", images=[picture(0)], texts=["Ana Prado eats no nuts."])
        answer = memory.ask("What should I cook for Ana Prado?")
    assert answer.edge.candidates[0].name == "Ana Prado"
    text = text_of(engine.asked[0])
    assert "eats no nuts" in text and "without an oven" in text
    assert any(not isinstance(part, str) for part in engine.asked[0].parts)


def test_a_photo_finds_what_was_told_of_whom_it_shows():
    engine = Thinker()
    jar, car = ("A jar of honey goes to Ana Prado in autumn.",), ("Ben Okoro gets the car.",)
    with over(engine, jar, car) as memory:
        memory.add("Ana Prado", images=[picture(0)], texts=["Ana Prado eats no nuts."])
        memory.ask("What have I promised her?", image=picture(3))
    assert jar[0] in text_of(engine.asked[0]) and car[0] not in text_of(engine.asked[0])


def test_a_question_about_somebody_alone_is_not_thought_about():
    engine = Thinker()
    with over(engine, BOILER) as memory:
        memory.add("Ana Prado", texts=["Ana Prado eats no nuts."])
        memory.ask("What does Ana Prado not eat?")
    assert engine.thoughts == [] and len(engine.asked) == 1


@pytest.mark.parametrize(
    "question",
    ["Where does she live?", "What does the man with the beard do?", "Where is Joana Lima from?"],
)
def test_somebody_unknown_wakes_no_engine_whatever_is_remembered(question):
    engine = Thinker()
    told = [("Joana Lima is from Lisbon.",), ("The one with the beard lives by the mill.",)]
    with over(engine, BOILER, *told) as memory:
        assert memory.ask(question).abstained
    assert engine.asked == engine.thoughts == []


def test_a_question_without_i_is_answered_where_something_is_found():
    engine = Thinker()
    with over(engine, BOILER, ("Sam", {"kind": "core", "name": "user.name"})) as memory:
        assert memory.ask("When was the boiler repaired?").text == "In March."
        assert memory.ask("When was the roof painted?").abstained
    assert len(engine.asked) == 1


def test_without_memories_a_question_about_the_user_wakes_no_engine():
    engine = Thinker()
    with over(engine) as memory:
        memory.add("Ana Prado", texts=["Ana Prado eats no nuts."])
        assert memory.ask("When did I have the boiler repaired?").abstained
    assert engine.asked == engine.thoughts == []


def test_what_was_said_just_now_is_read_there_and_not_looked_for():
    engine = Thinker(retrieves("kayak"), answers())
    with over(engine, BOILER) as memory:
        talk = memory.conversation()
        talk.ask("I bought a kayak at the fair.")
        talk.ask("What did I buy at the fair?")
        assert memory.memories.search("kayak"), "it is a memory"
        assert text_of(engine.asked[-1]).count("I bought a kayak") == 2, "said, and noted back"
        assert all("I bought a kayak" not in part for part in map(str, engine.asked[-1].parts))
        memory.ask("What did I buy at the fair?")
    assert text_of(engine.asked[-1]).count("I bought a kayak") == 1, "elsewhere it is looked for"


def test_after_an_hour_the_last_exchange_is_left_of_a_conversation():
    engine = Thinker()
    with over(engine, BOILER) as memory:
        talk = memory.conversation()
        for each in ("I bought a kayak.", "I sold a kayak.", "I have two bikes."):
            talk.ask(each)
        later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=61)
        now, then = recent(memory.services, talk.id), recent(memory.services, talk.id, later)
    assert len(now.turns) == 6 and len(then.turns) == 2
    assert then.turns[0].parts == ("I have two bikes.",)


def test_a_question_that_is_stopped_while_it_is_thought_about_ends_there():
    cancel = threading.Event()
    engine = Thinker(lambda: cancel.set() or retrieves("boiler"))
    with over(engine, BOILER) as memory:
        memory.ask("When did I have the thing mended?", cancel=cancel)
    assert len(engine.thoughts) == 1


def test_a_long_history_makes_no_long_prompt():
    engine = Thinker(*(retrieves(f"trip {n}") for n in range(9)))
    facts = [(f"On trip {n} I saw {'many a sight and ' * 20}a tower.",) for n in range(60)]
    with over(engine, *facts) as memory:
        talk = memory.conversation()
        for n in range(6):
            talk.ask(f"I went on trip {n} {'and on and on ' * 90}.")
        answer = talk.ask("Which tower did I see on my trip?")
    assert answer.text == "In March."
    assert len(engine.thoughts) == 4
    assert all(len(text_of(prompt)) / 3.5 < 3000 for prompt in (*engine.thoughts, *engine.asked))
    assert any("left out of the prompt" in each for each in answer.notices)


def test_where_the_window_has_no_room_for_a_thought_the_question_is_answered_at_once():
    engine = Thinker()
    engine.capabilities = Capabilities(frozenset({"text"}), window=512)
    with over(engine, BOILER, max_tokens=64) as memory:
        assert memory.ask("When did I have the boiler repaired?").text == "In March."
    assert engine.thoughts == [] and len(engine.asked) == 1


# --- on a server


def on_a_server(server):
    return over(EndpointEngine(server.url, "gpt"), BOILER, KAYAK)


@pytest.fixture
def serve():
    with openai_servers() as start:
        yield start


@pytest.mark.parametrize("knows_schemas", [True, False])
def test_a_server_thinks_with_schemas_and_without(serve, knows_schemas):
    thoughts = [f"Well: {retrieves('kayak')}", answers()]

    def reply(handler):
        asked = handler.server.requests[-1][2]
        if "response_format" in asked and not knows_schemas:
            return handler.send_json(400, {"error": {"message": "no response_format here"}})
        last = json.dumps(asked["messages"][-1])
        return streams(thoughts.pop(0) if "Do not answer yet" in last else "At the fair.")(handler)

    server = serve(reply)
    with on_a_server(server) as memory:
        pieces = []
        answer = memory.ask("Where did I get the thing that floats?", on_text=pieces.append)
    assert answer.text == "".join(pieces) == "At the fair." and thoughts == []
    assert KAYAK[0] in json.dumps(server.requests[-1][2])
    assert "response_format" not in server.requests[-1][2], "an answer is free"


def test_a_server_that_never_keeps_to_the_form_answers_all_the_same(serve):
    server = serve(streams("At the fair, in June."))
    with on_a_server(server) as memory:
        assert memory.ask("Where did I buy the kayak?").text == "At the fair, in June."
    assert [path for path, _, _ in server.requests].count("/v1/chat/completions") == 2

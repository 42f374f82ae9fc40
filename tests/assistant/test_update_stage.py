"""What a language model adds to the memories after turns and sessions, and what it may not."""

from __future__ import annotations

import threading

import pytest

from persona_assistant.errors import EngineCrashed, EngineError
from persona_assistant.memory.memories import Memory
from persona_assistant.progress import finish
from tests.support.fakes import assistant
from tests.support.thinking import Thinker, fact, message


@pytest.fixture
def model():
    return Thinker()


@pytest.fixture
def memory(model):
    with assistant(model) as opened:
        opened.services.after_answers.seconds = 3600  # only what a test asks for
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        yield opened


@pytest.fixture
def tell(memory):
    talk = memory.conversations.begin()
    return lambda text: memory.ask(text, conversation=talk)


def update(memory, **how):
    return finish(memory.memories.update(**how))


def texts(memory, *kinds):
    return [each.text for each in memory.memories.list(kinds)]


def one_fact(evidence, text, *keywords):
    return lambda stage, material: fact(evidence, text, *keywords) if stage == "memories" else None


CAR = "Is the garage open, because the car has a flat tyre since 3 March 2025?"


def test_a_fact_is_kept_with_its_turn_its_time_and_its_words(memory, model, tell):
    model.say = one_fact("the car has a flat tyre", "My car has a flat tyre.", "garage", "wheel")
    tell(CAR)
    (kept,) = update(memory)
    assert (kept.kind, kept.text) == ("semantic", "My car has a flat tyre.")
    assert (kept.valid_from, kept.origin) == ("2025-03-03", "turn")
    assert memory.memories.show(kept).said_in == (CAR,)
    assert [each.id for each in memory.memories.search("wheel")] == [kept.id]
    assert update(memory) == () and model.stages == ["memories"]


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        ("bees are what she keeps", "I keep bees."),
        ("bees", "I keep bees."),
        ("the", "I have a car."),
        ("the car has a flat tyre", "My car has a flat tyre since 4 May."),
        ("the car has a flat tyre", "My car is in Kathmandu."),
        ("the car has a flat tyre", "Love is all you need."),
    ],
)
def test_what_does_not_stand_on_the_users_words_is_not_kept(memory, model, tell, evidence, text):
    model.say = one_fact(evidence, text)
    tell(CAR)
    assert update(memory) == ()


def test_what_is_stated_outright_is_kept_in_the_users_words_alone(memory, model, tell):
    model.say = one_fact("moved to Porto", "I moved to Porto in May 2024.", "relocation")
    tell("I moved to Porto in May 2024.")
    assert update(memory) == ()
    assert texts(memory) == ["I moved to Porto in May 2024."]


def test_what_the_user_retracted_does_not_come_back(memory, model, tell):
    tell("I moved to Porto in May 2024.")
    memory.memories.retract(memory.memories.list()[0])
    model.say = one_fact("moved to Porto", "Porto is my home since May 2024.")
    assert update(memory) == ()


def test_the_model_is_shown_the_talk_around_a_turn_and_no_turn_twice(memory, model, tell):
    tell("Where do bees go in winter, tell me please")
    tell("And the queen bee, what about her then?")
    update(memory)
    (_, first), (_, second) = model.asked
    assert message(first) == "Where do bees go in winter, tell me please"
    assert message(second) == "And the queen bee, what about her then?"
    assert "User: Where do bees go" in second and "Reply to it:\nAssistant:" in second


def test_a_session_is_rewritten_when_it_is_flushed_and_once(memory, model, tell):
    tell(CAR)
    update(memory)
    assert model.stages == ["memories"]
    update(memory, flush=True)
    assert model.stages == ["memories", "entries", "goals", "topics"]
    assert update(memory, flush=True) == () and len(model.asked) == 4


def profile(*entry, prefers=None):
    entries = [dict(zip(("evidence", "key", "value"), entry, strict=True))] if entry else []
    preferences = [] if prefers is None else [prefers]
    return lambda stage, material: (
        {"entries": entries, "preferences": preferences} if stage == "entries" else None
    )


def test_who_the_user_is_is_written_anew_and_the_name_stays(memory, model, tell):
    tell("Call me Sam.")
    tell("Since the bakery hired me, who opens at five?")
    model.say = profile("the bakery hired me", "user.work", "the bakery")
    update(memory, flush=True)
    core = {each.name: each.text for each in memory.memories.list(["core"])}
    assert core == {"user.name": "Sam", "user.work": "the bakery"}


@pytest.mark.parametrize(
    ("evidence", "name"),
    [
        ("the bakery hired me", "Tom"),
        ("the bakery hired me", "Tom Bakery"),
        ("call him Tom", "Tom"),
    ],
)
def test_a_name_that_the_user_did_not_say_is_not_kept(memory, model, tell, evidence, name):
    tell("Call me Sam.")
    tell("Since the bakery hired me, who opens at five?")
    model.say = profile(evidence, "user.name", name)
    update(memory, flush=True)
    assert texts(memory, "core") == ["Sam"]


def test_one_preference_stands_for_several_and_goes_with_every_turn_of_theirs(memory, model, tell):
    tell("With milk, black tea or green tea tastes best to me, yes?")
    (turn,) = [each for each in memory.conversations.show(1).turns if each.role == "user"]
    former = [
        memory.store.memories.add(
            Memory("core", f"I like {tea} tea.", f"user.preference.{tea}", turns=(turn.id,))
        )
        for tea in ("black", "green")
    ]
    tell("Yes, with milk, whichever it is, green or black tea")
    words = {"evidence": "green or black tea", "preference": "I like tea with milk."}
    model.say = profile(prefers={**words, "replaces": [1, 2, 9]})
    update(memory, flush=True)
    (kept,) = memory.memories.list(["core"])
    assert kept.text == "I like tea with milk." and turn.id in kept.turns and len(kept.turns) == 2
    assert {memory.memories.show(each).memory.ended for each in former} == {"replaced"}


def test_only_so_many_preferences_hold(memory, model, tell):
    for number in range(7):
        name = f"user.preference.{number}"
        memory.memories.add(f"I like tea number {number}.", kind="core", name=name)
    tell("Strong coffee is what I would have, would you?")
    words = {"evidence": "Strong coffee", "preference": "I like strong coffee."}
    model.say = profile(prefers={**words, "replaces": []})
    update(memory, flush=True)
    kept = texts(memory, "core")
    assert len(kept) == 7 and kept[-1] == "I like strong coffee." and "number 0" not in kept[0]


def test_goals_come_change_and_are_finished_and_reminders_are_not_rewritten(memory, model, tell):
    memory.memories.add("I run every day.", kind="procedural", name="habit.run")
    memory.memories.add("I learn Italian.", kind="procedural", name="goal.italian")
    tell("Remind me to call about the boiler.")
    tell("Since Italian is done, is running twice a week with Ana Prado enough?")
    model.say = lambda stage, material: (
        {
            "goals": [
                {
                    "evidence": "running twice a week",
                    "goal": "I run twice a week.",
                    "replaces": [1, 3],
                }
            ],
            "finished": [{"evidence": "Italian is done", "number": 2}],
        }
        if stage == "goals"
        else None
    )
    update(memory, flush=True)
    assert texts(memory, "procedural") == [
        "Remind me to call about the boiler.",
        "I run twice a week.",
    ]


def test_a_session_becomes_an_episode_for_each_topic_and_no_turn_is_lost(memory, model, tell):
    for text in ("Do bees sleep?", "Is honey sweet?", "Which tyre fits my car?", "Good night!"):
        tell(text)
    model.say = lambda stage, material: (
        {
            "topics": [
                {"summary": "I asked how bees sleep.", "keywords": ["bees"], "messages": [1, 7]},
                {"summary": "I asked for a tyre.", "keywords": ["Paris"], "messages": [3, 1]},
                {"summary": "In Rome I slept.", "keywords": [], "messages": [2]},
            ]
        }
        if stage == "topics"
        else None
    )
    update(memory, flush=True)
    episodes = memory.memories.list(["episodic"])
    assert [(each.text, len(each.turns)) for each in episodes] == [
        ("I asked how bees sleep.", 2),
        ("I asked for a tyre.", 1),
        ("Is honey sweet?", 1),
    ]
    assert "Paris" not in episodes[1].keywords and "tyre" in episodes[1].keywords


def test_a_reply_in_no_form_leaves_what_is_remembered_without_a_model(memory, model, tell):
    model.say = lambda stage, material: "I cannot do that."
    tell(CAR)
    update(memory, flush=True)
    assert [(each.kind, each.text) for each in memory.memories.list()] == [("episodic", CAR)]
    assert update(memory, flush=True) == ()


def test_a_long_session_is_shown_in_parts_that_fit(memory, model, tell):
    model.capabilities = type(model.capabilities)(window=1600)
    for number in range(12):
        tell(f"{number} " + "the weather and the wind in the hills " * 6 + "?")
    update(memory, flush=True)
    shown = [material for stage, material in model.asked if stage == "topics"]
    assert len(shown) > 1 and all(len(each) < 1600 for each in shown)
    turns = [turn for each in memory.memories.list(["episodic"]) for turn in each.turns]
    assert len(turns) == len(set(turns)) == 12


def test_a_session_that_is_over_is_rewritten_before_the_next_one_is_read(memory, model, tell):
    tell("Which tyre fits my car, the red one?")
    memory.store._connections.raw().execute("UPDATE turn SET created = '2025-03-03T10:00:00Z'")
    tell("Which wheel fits my bike, the old one?")
    update(memory)
    assert model.stages == ["memories", "entries", "goals", "topics", "memories"]
    assert "Monday, 03 March 2025" in model.asked[0][1]


def test_a_model_that_fails_loses_nothing(memory, model, tell):
    def fail(stage, material):
        raise EngineError("the server is gone")

    tell(CAR)
    model.say = fail
    with pytest.raises(EngineError):
        update(memory)
    model.say = one_fact("the car has a flat tyre", "My car has a flat tyre.")
    assert len(update(memory)) == 1


def test_a_turn_over_which_the_engine_crashes_is_not_read_again(memory, model, tell):
    def crash(stage, material):
        raise EngineCrashed("the engine died")

    tell(CAR)
    model.say = crash
    with pytest.raises(EngineCrashed):
        update(memory)
    assert update(memory) == () and len(model.asked) == 1


def test_a_cancelled_update_goes_on_later(memory, model, tell):
    tell(CAR)
    cancel = threading.Event()
    cancel.set()
    assert update(memory, cancel=cancel) == () and model.asked == []
    model.say = one_fact("the car has a flat tyre", "My car has a flat tyre.")
    assert len(update(memory)) == 1


def test_whoever_is_forgotten_while_the_model_thinks_does_not_come_back(memory, model, tell):
    tell("With Ana Prado the car has a flat tyre, is that bad?")
    reply = fact("the car has a flat tyre", "With Ana Prado my car has a flat tyre.")

    def forgets(stage, material):
        memory.forget("Ana Prado")
        return reply

    model.say = forgets
    assert update(memory) == () and texts(memory) == []


def test_what_only_asks_is_no_material_for_who_the_user_is(memory, model, tell):
    tell("Which days are the market days?")
    update(memory, flush=True)
    assert model.stages == ["topics"]


@pytest.mark.parametrize(
    ("evidence", "key", "value"),
    [
        ("I hate speaking in public", "persona.answers", "I hate speaking in public"),
        ("I hate speaking in public", "user.languages", "I hate speaking in public"),
        ("I hate speaking in public", "user.interests", "Do I hate speaking in public?"),
    ],
)
def test_a_sentence_in_the_wrong_place_is_no_profile(memory, model, tell, evidence, key, value):
    tell("I hate speaking in public.")
    model.say = profile(evidence, key, value)
    update(memory, flush=True)
    assert texts(memory, "core") == []


def goal(evidence, text, finished=()):
    return lambda stage, material: (
        {
            "goals": [{"evidence": evidence, "goal": text, "replaces": []}] if text else [],
            "finished": [{"evidence": evidence, "number": each} for each in finished],
        }
        if stage == "goals"
        else None
    )


def test_a_fact_is_no_goal(memory, model, tell):
    tell("Ana gave me a red bicycle.")
    model.say = goal("Ana gave me a red bicycle", "Ana gave me a red bicycle.")
    update(memory, flush=True)
    assert texts(memory, "procedural") == []


@pytest.mark.parametrize(
    ("later", "evidence", "ends"),
    [
        ("", "I want to run a marathon", False),
        ("My sister has a baby.", "My sister has a baby", False),
        ("The marathon is run, finally!", "The marathon is run", True),
    ],
)
def test_a_goal_is_finished_by_what_is_said_of_it_later(memory, model, tell, later, evidence, ends):
    tell("I want to run a marathon.")
    if later:
        tell(later)
    model.say = goal(evidence, "", finished=[1])
    update(memory, flush=True)
    assert (texts(memory, "procedural") == []) == ends

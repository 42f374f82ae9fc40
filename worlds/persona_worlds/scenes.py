"""A scene: four people with notes and clips, and the questions that can fairly be put to them.

`draw_scene` invents the people, with traps among them (shared jobs, look-alikes, sound-alikes).
`pose` puts one question of a wanted task and kind to a scene, or returns None where the scene does
not allow it. Fair means: an answerable question has its answer in the target's note; an
unanswerable one has it nowhere with the target, not in the note, not on the picture, not in the
clip; and a cue in words fits one person only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from persona_worlds import faces, texts, voices, words
from persona_worlds.identities import person_rng, sample_identity
from persona_worlds.small_talk import small_talk
from persona_worlds.words import share

TASKS: dict[str, tuple[str, str, str, str]] = {
    # task: scenario, query modality, target modality, group of attributes asked for
    **{
        f"visual_to_{t}": ("visual_identity", "visual", m, g)
        for t, m, g in (
            ("appearance", "image", "appearance"),
            ("bio", "bio", "bio"),
            ("dialogue", "dialogue", "dialogue"),
            ("emotion", "emotion", "emotion"),
            ("environment", "environment", "environment"),
        )
    },
    **{
        f"voice_to_{t}": ("voice_identity", "voice", t, g)
        for t, g in (
            ("bio", "bio"),
            ("dialogue", "dialogue"),
            ("emotion", "emotion"),
            ("environment", "environment"),
            ("image", "appearance"),
        )
    },
    **{
        f"semantic_to_{t}": ("same_modal_semantic", "text_semantic", m, g)
        for t, m, g in (
            ("appearance", "image", "appearance"),
            ("bio", "bio", "bio"),
            ("emotion", "emotion", "emotion"),
            ("environment", "environment", "environment"),
        )
    },
    **{
        f"dialogue_to_{t}": ("cross_modal_semantic_bridge", "dialogue_semantic", t, g)
        for t, g in (
            ("bio", "bio"),
            ("emotion", "emotion"),
            ("environment", "environment"),
            ("image", "appearance"),
        )
    },
}
"""The 18 tasks of Omni-Persona."""

KINDS = ("answerable", "absent persona", "absent attribute")
_WEATHER_TALK = ("rain", "wind", "fog", "frozen", "storm", "moon", "shade", "autumn", "summer")
_EXPRESSION = {
    "happy": "grin",
    "excited": "grin",
    "sad": "sad",
    "tired": "neutral",
    "nervous": "neutral",
    "calm": "smile",
    "annoyed": "sad",
    "proud": "smile",
    "worried": "sad",
    "neutral": "neutral",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of the four: what is true, what was noted, how they look and sound, what the clip
    says."""

    face: faces.FaceIdentity
    voice: voices.VoiceIdentity
    look: faces.FaceNuisance
    sound: voices.VoiceNuisance
    profile: texts.Profile
    note: texts.Note
    spoken: str
    speaks_fact: bool
    """The clip says `profile.said`, which then stands in no note."""


@dataclass(frozen=True, slots=True)
class SceneQuestion:
    """A question put to a scene."""

    task: str
    kind: str
    question: str
    attribute: str
    target: int | None
    gold: str | None
    stranger: tuple[faces.FaceIdentity, voices.VoiceIdentity] | None = None
    """Whom the query shows when the persona is absent."""
    cue: str | None = None
    """Attribute the words point with, for text queries."""


def clothes_phrase(look: faces.FaceNuisance) -> str:
    """The clothes of a picture in words: "a red hoodie"."""
    noun = {"shirt": "shirt with a collar"}.get(look.clothes, look.clothes)
    return f"{'an' if look.clothes_colour[0] in 'aeiou' else 'a'} {look.clothes_colour} {noun}"


def look_alike(rng: np.random.Generator, face: faces.FaceIdentity) -> faces.FaceIdentity:
    """Somebody else with the same hair and skin."""
    other = faces.face_identity(rng, face.presentation)
    return replace(
        other,
        skin=face.skin,
        hair_style=face.hair_style,
        hair_colour=face.hair_colour,
        scarf=face.scarf,
        age=face.age,
        glasses=face.glasses if rng.random() < 0.5 else other.glasses,
    )


def sound_alike(rng: np.random.Generator, voice: voices.VoiceIdentity) -> voices.VoiceIdentity:
    """Somebody else with the same accent and kind of voice."""
    other = voices.voice_identity(rng, voice.presentation)
    pitch = voice.pitch + (18 if voice.pitch < 50 else -18)
    return replace(other, accent=voice.accent, variant=voice.variant, pitch=pitch)


def draw_scene(population: str, seed: int, index: int) -> tuple[Person, ...]:
    """Four people of a population: "mini" or "calibration", which is also the split of wordings."""
    rng = person_rng(population, seed, index)
    people: list[Person] = []
    similar = rng.random(2) < (0.4, 0.4)
    shared_job = rng.random() < 0.35
    for k in range(4):
        like = people[0] if k == 1 else None
        face, voice = sample_identity(
            rng, like.face.presentation if like and similar.any() else None
        )
        if like and similar[0]:
            face = look_alike(rng, like.face)
        if like and similar[1]:
            voice = sound_alike(rng, like.voice)
        people.append(_draw_person(rng, population, face, voice, people, shared_job and k == 2))
    return tuple(people[i] for i in rng.permutation(4))


def _draw_person(
    rng: np.random.Generator,
    split: str,
    face: faces.FaceIdentity,
    voice: voices.VoiceIdentity,
    others: Sequence[Person],
    same_job: bool,
) -> Person:
    look = faces.face_nuisance(rng, blink=False, brightness=float(rng.uniform(0.92, 1.05)))
    bank = share(words.NAMES_F if face.presentation == "f" else words.NAMES_M, split)
    name = texts.choose(rng, [n for n in bank if n not in [o.profile.name for o in others]])
    while True:
        profile = texts.sample_profile(rng, split, name, face.presentation, clothes_phrase(look))
        taken = [o.profile for o in others]
        if all(
            profile.facts["said"] != t.facts["said"] and profile.facts["place"] != t.facts["place"]
            for t in taken
        ):
            break
    if same_job:
        profile = replace(
            profile,
            facts={**profile.facts, "job": others[0].profile.facts["job"]},
            hints={**profile.hints, "job": others[0].profile.hints["job"]},
        )
    speaks_fact = bool(rng.random() < 0.5)
    attributes = _noted(rng, say_it=not speaks_fact and rng.random() < 0.75)
    if same_job and "job" not in attributes:
        attributes = [*attributes[:7], "job"]
    note = texts.write_note(rng, split, profile, attributes)
    shows = next(
        (
            b
            for b, marks in words.PLACE_SCENES.items()
            if any(m in profile.facts["place"] for m in marks)
        ),
        "plain wall",
    )
    mood = profile.mood if "feeling" in attributes else "neutral"
    look = replace(
        look,
        background=shows if "place" in attributes else "plain wall",
        expression=_EXPRESSION[mood],
    )
    if speaks_fact:
        quote = profile.said[0]
        spoken = quote + ("?" if quote.startswith(("Could", "Would", "Can")) else ".")
    else:
        spoken = small_talk(rng, bland=True)
    sound = voices.voice_nuisance(rng, mood, telephone=False)
    return Person(face, voice, look, sound, profile, note, spoken, speaks_fact)


def _noted(rng: np.random.Generator, say_it: bool) -> list[str]:
    """Which attributes get written down: 4 to 7 sentences' worth, the rest stays unsaid."""
    while True:
        chosen = [
            a
            for a, p in (
                ("place", 0.7),
                ("weather", 0.4),
                ("surroundings", 0.35),
                ("clothes", 0.45),
                ("footwear", 0.4),
                ("carried", 0.35),
                ("feeling", 0.65),
            )
            if rng.random() < p
        ]
        if "feeling" in chosen and rng.random() < 0.7:
            chosen.append("reason")
        bio = [str(b) for b in rng.permutation(texts.GROUPS["bio"])[: int(rng.integers(1, 4))]]
        chosen += bio + (["said"] if say_it else [])
        if 4 <= len([c for c in chosen if c != "reason"]) <= 7:
            return chosen


def ask_question(
    rng: np.random.Generator, scene: Sequence[Person], task: str, kind: str, split: str
) -> SceneQuestion | None:
    """A question of that task and kind about somebody of the scene, or None."""
    _, modality, _, group = TASKS[task]
    options = [
        (i, a)
        for i in range(len(scene))
        for a in texts.GROUPS[group]
        if _fits(scene, i, a, modality, kind)
    ]
    if (
        kind == "absent attribute"
    ):  # where it can be had, somebody else's note holds the answer: a trap
        traps = [(i, a) for i, a in options if any(p.note.holds(a) for p in scene)]
        options = traps if traps and rng.random() < 0.6 else options
    if not options:
        return None
    i, attribute = options[int(rng.integers(len(options)))]
    target = scene[i]
    gold = texts.gold_of(target.profile, attribute) if kind == "answerable" else None
    asks = target.profile.said[3]
    if modality in ("visual", "voice"):
        who = (texts.who_shown if modality == "visual" else texts.who_heard)(rng, split)
        question = texts.question_about(rng, split, attribute, who, asks)
        if kind == "absent persona":
            return SceneQuestion(
                task, kind, question, attribute, None, None, _stranger(rng, target)
            )
        return SceneQuestion(task, kind, question, attribute, i, gold)
    if modality == "dialogue_semantic":
        cue = "said"
    else:
        cues = [
            c
            for c in _cues(scene, i)
            if c != attribute
            and c not in texts.NEAR[attribute]
            and attribute not in texts.NEAR[c]
            and not (c == "feeling" and attribute == "reason")
        ]
        if not cues:
            return None
        cue = cues[int(rng.integers(len(cues)))]
    relative = texts.cue_for(rng, split, target.profile, cue)
    return SceneQuestion(
        task, kind, texts.hinted(rng, split, relative, attribute, asks), attribute, i, gold, cue=cue
    )


def _fits(scene: Sequence[Person], i: int, attribute: str, modality: str, kind: str) -> bool:
    person = scene[i]
    if modality == "dialogue_semantic" and not person.speaks_fact:
        return False
    if kind != "absent attribute":
        return person.note.holds(attribute)
    if person.note.holds(attribute) or any(
        person.note.holds(near) for near in texts.NEAR[attribute]
    ):
        return False
    if attribute == "clothes":  # always on the picture
        return False
    heard = f"{person.note.text} {person.spoken} "
    if any(leak in heard for leak in words.LEAKS.get(attribute, ())):
        return False
    if attribute in ("place", "weather"):  # nor may the background of the picture tell
        return person.look.background == "plain wall" and not any(
            w in person.spoken for w in _WEATHER_TALK
        )
    if attribute == "said":
        return not person.speaks_fact
    if attribute == "reason":
        return person.note.holds("feeling") and not person.speaks_fact
    return True


def _cues(scene: Sequence[Person], i: int) -> list[str]:
    """Attributes in person i's note whose value fits nobody else of the scene."""
    held = [a for a in (*words.ATTRIBUTES, "feeling") if scene[i].note.holds(a)]

    def unique(a: str) -> bool:
        return all(
            scene[i].profile.facts[a] != p.profile.facts[a] for k, p in enumerate(scene) if k != i
        )

    return [a for a in held if unique(a)]


def _stranger(
    rng: np.random.Generator, target: Person
) -> tuple[faces.FaceIdentity, voices.VoiceIdentity]:
    face, voice = sample_identity(rng, target.face.presentation if rng.random() < 0.7 else None)
    if face.presentation == target.face.presentation and rng.random() < 0.25:
        face = look_alike(rng, target.face)
    return face, voice

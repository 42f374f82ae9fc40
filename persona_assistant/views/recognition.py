"""Who is shown and heard, in words: one sentence for one person, one line for each face and each
voice where there are several, and why somebody is not known.

A percentage is always of what is said; how unlikely the rest is goes without a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Outcome
from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted, listed, percent, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.explain import Exemplars, Explained, Explanation
    from persona_assistant.pmg import Candidate, Edge, Probe

SENSES = {"face": "face", "image": "picture", "voice": "voice", "synthetic": "voice"}
"""What is compared, as people call it."""
_EXEMPLARS = {"face": "photo", "image": "picture", "voice": "clip", "synthetic": "clip"}
_SEEMS = {"face": "looks", "image": "looks", "voice": "sounds", "synthetic": "sounds"}
_KINDS = {"face": "image", "image": "image", "voice": "voice", "synthetic": "voice"}
_BY_WORDS = ("name", "text", "heard", "meaning")


_UNLIKE = 0.05
"""Probability by one sense alone, below which it does not speak for a person."""


def explanation_lines(explanation: Explanation) -> list[Line]:
    """Who is shown, heard or described, and where somebody is not known, whom it would be next and
    why that is not enough."""
    edge, probes = explanation.edge, explanation.probes
    if len(probes) < 2 or (len({p.probe.sense for p in probes}) > 1 and _is_one_person(edge)):
        return [Line(_sentence(explanation))]
    lines = [] if not _named_in_words(edge) else [Line(edge_sentence(edge, explanation.sources))]
    for senses in (("face",), ("image",), ("voice", "synthetic")):
        of_sense = [each for each in probes if each.probe.sense in senses]
        if of_sense:
            lines += _group(of_sense, len(of_sense) < len(probes))
    return lines


def edge_sentence(edge: Edge, sources: Mapping[Any, str]) -> str:
    """Who it is, how sure that is and by what. `sources`: see `Assistant.sources`."""
    if said_before(edge):
        return f"This is {shown(edge.candidates[0].label)}, as in the turn before."
    if edge.outcome is Outcome.MATCHED:
        name, sure = shown(edge.candidates[0].label), percent(edge.probability)
        grounds = " and ".join(_grounds(edge, sources))
        unlike = "".join(
            f", although the {sense} is unlike theirs" for sense in _against(edge).values()
        )
        return f"This is {name} - {sure}, by {grounds}{unlike}."
    if edge.outcome is Outcome.AMBIGUOUS:
        which = "the two" if edge.tied == 2 else "them"
        return f"This is {alternatives(edge, '{} ({})')}; which of {which} cannot be told."
    if edge.outcome is Outcome.SEVERAL:
        return f"These are {listed([shown(each.label) for each in edge.known])}."
    return "This is nobody in the memory."


def said_before(edge: Edge) -> bool:
    """Whether the conversation says who is meant, and nothing was recognised."""
    return edge.outcome is Outcome.MATCHED and "conversation" in edge.candidates[0].scores


def alternatives(edge: Edge, form: str) -> str:
    """Those between whom an ambiguous edge is open, each in that form: name, probability."""
    return either(edge.alternatives, form, edge.tied - len(edge.alternatives))


def either(candidates: Sequence[Candidate], form: str, others: int = 0) -> str:
    named = [form.format(shown(each.label), percent(each.probability)) for each in candidates]
    if others > 0:
        named.append(f"one of {counted(others, 'other')}")
    *most, last = named
    return f"{', '.join(most)} or {last}"


def position(number: int, count: int) -> str:
    """Where a face is among `count` of them, numbered from left to right; "" in the midst of
    many."""
    if count == 3 and number == 2:
        return "middle"
    return {1: "left", count: "right"}.get(number, "") if count > 1 else ""


def clock(spans: Sequence[tuple[float, float]]) -> str:
    """For example "0:00-0:04 and 0:09-0:12"."""
    return listed([f"{_time(start)}-{_time(end)}" for start, end in spans])


def noteworthy(doubts: Sequence[str]) -> list[str]:
    """Without what is plain where every voice has a line of its own."""
    return [each for each in doubts if each != "one of two voices"]


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


# --- what an edge stands on


def _grounds(edge: Edge, sources: Mapping[Any, str]) -> list[str]:
    """What a matched edge stands on."""
    best = edge.candidates[0]
    files = {modality: f" ({source})" for modality, source in sources.items() if source}
    compared = {_KINDS[probe.sense]: SENSES[probe.sense] for probe in edge.probes}
    grounds = [
        f"{compared.get(kind, SENSES[kind])}{files.get(kind, '')}"
        for kind in ("image", "voice")
        if any(_KINDS.get(sense) == kind for sense in best.exemplars) and kind not in _against(edge)
    ]
    if "name" in best.scores:
        grounds.append("name")
    elif "text" in best.exemplars:
        grounds.append("your notes")
    elif "heard" in best.exemplars:
        grounds.append(f"what was heard{files.get('voice', '')}")
    elif not grounds and "meaning" in best.scores:
        grounds.append("the meaning of your notes")
    return grounds


def _against(edge: Edge) -> dict[str, str]:
    """The kinds of media of a matched edge in which nobody is like the person, with the word for
    what was compared."""
    best = edge.candidates[0].persona_id
    likeness: dict[str, float] = {}
    for probe in edge.probes:
        chances = [each.probability for each in probe.candidates if each.persona_id == best]
        kind = _KINDS[probe.sense]
        likeness[kind] = max([likeness.get(kind, 0.0), *chances])
    if not any(chance >= _UNLIKE for chance in likeness.values()):
        return {}  # words alone decided
    words = {_KINDS[probe.sense]: SENSES[probe.sense] for probe in edge.probes}
    return {kind: words[kind] for kind, chance in likeness.items() if chance < _UNLIKE}


def _is_one_person(edge: Edge) -> bool:
    """Whether face and voice, one of each, are taken for one person's."""
    senses = [_KINDS[probe.sense] for probe in edge.probes]
    return edge.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS) and len(set(senses)) == len(senses)


def _named_in_words(edge: Edge) -> bool:
    return edge.outcome is Outcome.MATCHED and any(
        kind in edge.candidates[0].scores for kind in _BY_WORDS
    )


# --- one face or one voice


def _sentence(explanation: Explanation) -> str:
    edge = explanation.edge
    if edge.outcome is not Outcome.UNKNOWN or not explanation.probes:
        return edge_sentence(edge, explanation.sources)
    (explained,) = explanation.probes
    by = SENSES[explained.probe.sense]
    if explained.probe.sense == "image":
        by = "the picture as a whole"
        by += ": no face was found" if "face" in explanation.senses else ""
    sentence = f"This is nobody in the memory, by {by}."
    why = _why(explained)
    return f"{sentence} {why[0].upper()}{why[1:]}." if why else sentence


def _why(explained: Explained) -> str:
    """Whom an unknown one would be next and why that is not enough; "" where there is nothing to
    say."""
    probe, near = explained.probe, explained.nearest
    doubts = noteworthy(probe.doubts)
    poor = f"this {SENSES[probe.sense]} is {listed(doubts)}" if doubts else ""
    if near is None:
        return poor
    nearest = f"the nearest would be {shown(near.name)}"
    if explained.unlike:  # of a poor sample that says little
        return f"{nearest}, {f'but {poor}' if poor else f'who {_SEEMS[probe.sense]} different'}"
    few = near.count == 1 or near.doubts
    if not few and not poor:
        return f"{nearest}, but it is not enough like the {_exemplars(probe, near)}"
    missing = f"only {_exemplars(probe, near)}" if few else ""
    if few and poor:
        missing = f", and there is {missing}"
    return f"{nearest}, but there is not enough to tell: {poor}{missing}"


def _exemplars(probe: Probe, near: Exemplars) -> str:
    """For example "one photo of Ben, small; another would help"."""
    thing, name = _EXEMPLARS[probe.sense], shown(near.name)
    if near.count == 1:
        return f"{', '.join([f'one {thing} of {name}', *_doubts(near)])}; another would help"
    things = f"{counted(near.count, thing)} of {name}"
    if not near.doubts:
        return things
    every = "both" if near.count == 2 else "all"
    return f"{things}, {every} {listed(near.doubts)}; a better one would help"


def _doubts(near: Exemplars) -> list[str]:
    return [listed(near.doubts)] if near.doubts else []


# --- several


def _group(probes: Sequence[Explained], among_others: bool) -> Iterator[Line]:
    sense = probes[0].probe.sense
    if len(probes) == 1 and among_others:
        yield Line(f"{SENSES[sense].capitalize()}: {_who(probes[0])}")
        return
    numbered = f"{counted(len(probes), SENSES[sense])}"
    yield Line(f"{numbered}, from left to right:" if sense == "face" else f"{numbered}:")
    heads = [_head(each.probe, len(probes)) for each in probes]
    width = max(map(len, heads))
    for head, each in zip(heads, probes, strict=True):
        yield Line(f"  {head:{width}}  {_who(each)}")


def _head(probe: Probe, count: int) -> str:
    if probe.spans:
        return f"{probe.number}  {clock(probe.spans)}:"
    where = position(probe.number, count) if probe.sense == "face" else ""
    return f"{probe.number} ({where})" if where else f"{probe.number}"


def _who(explained: Explained) -> str:
    probe = explained.probe
    if probe.outcome is Outcome.MATCHED:
        source = f" ({explained.source})" if explained.source else ""
        return f"{shown(probe.candidates[0].label)}, {percent(probe.probability)}{source}"
    if probe.outcome is Outcome.AMBIGUOUS:
        return f"{either(probe.candidates[:2], '{} ({})')}; which of the two cannot be told"
    why = _why(explained)
    return f"unknown; {why}" if why else "unknown"

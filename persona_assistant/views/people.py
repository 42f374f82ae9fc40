"""People: everybody, one person, and who may be there twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Picture
from persona_assistant.views.layout import Column, Line, Table
from persona_assistant.views.memories import memories_going
from persona_assistant.views.receipts import receipt_document
from persona_assistant.views.recognition import noteworthy, position
from persona_assistant.views.words import counted, listed, percent, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.calibrate import PeopleCheck
    from persona_assistant.assistant.items import Item
    from persona_assistant.assistant.people import PersonPage
    from persona_assistant.memory import Verification
    from persona_assistant.memory.memories import Memory
    from persona_assistant.pmg import Clip, Persona, Triplet
    from persona_assistant.routing.findings import Finding
    from persona_assistant.samples import Examination


def holdings(persona: Persona) -> str:
    """For example "2 pictures, 1 clip and 3 notes"."""
    counts = ((persona.images, "picture"), (persona.voices, "clip"), (persona.texts, "note"))
    return listed([counted(count, word) for count, word in counts if count]) or "nothing"


def persona_document(persona: Persona) -> dict[str, Any]:
    return {
        "persona": persona.name,
        "id": persona.uid,
        "mark": persona.mark or None,
        "aliases": list(persona.aliases),
        "triplets": persona.triplets,
        "images": persona.images,
        "voices": persona.voices,
        "texts": persona.texts,
        "consent": persona.consent,
        "created": persona.created,
    }


def people_document(people: Sequence[Persona]) -> dict[str, Any]:
    return {"people": [persona_document(persona) for persona in people]}


def people_table(people: Sequence[Persona]) -> Table:
    columns = (
        Column("name"),
        Column("pictures", numeric=True),
        Column("clips", numeric=True),
        Column("notes", numeric=True),
        Column("since", rank=1),
    )
    rows = (
        (
            persona.label,
            *(str(count or "-") for count in (persona.images, persona.voices, persona.texts)),
            persona.created[:10],
        )
        for persona in people
    )
    return Table(columns, tuple(rows))


def remembered(persona: Persona) -> str:
    return f"Remembered {persona.label}: now {holdings(persona)}."


def named(persona: Persona) -> str:
    """For example "Katharina Lind, also called Kathi."."""
    also = f", also called {listed(persona.aliases)}" if persona.aliases else ""
    return f"{persona.label}{also}."


def whose_question(name: str, known: Sequence[str]) -> str:
    """Asks whether a name is that of somebody who is remembered: a number, n, or neither."""
    people = [f"  {number}  the same person as {each}" for number, each in enumerate(known, 1)]
    choices = "\n".join([*people, "  n  somebody new"])
    return f"{name} may be remembered already. Who is it?\n{choices}\nEnter alone stops:"


def forgotten(persona: Persona) -> str:
    return f"Forgot {persona.label}."


def forget_question(persona: Persona, memories: Sequence[Memory] = ()) -> str:
    """`memories` are those of the user that go with the person."""
    kept = f"Forget {persona.label} with {holdings(persona)}? This cannot be undone."
    return " ".join([kept, *memories_going(memories)])


def forgotten_document(persona: Persona, receipt: Verification | None = None) -> dict[str, Any]:
    document = {"forgotten": persona_document(persona)}
    return document if receipt is None else {**document, "receipt": receipt_document(receipt)}


def rejected(persona: Persona, media: Iterable[Picture | Clip]) -> str:
    what = " and ".join(medium.source for medium in media)
    return f"Remembered that {what} is not {shown(persona.label)}."


def rejected_document(persona: Persona) -> dict[str, Any]:
    return {"not": persona_document(persona)}


# --- one person


def page_document(page: PersonPage) -> dict[str, Any]:
    held = [_triplet_document(each, page) for each in page.triplets]
    items = [item_document(each) for each in page.items]
    told = [{"memory": each.id, "text": each.text, "said": each.said} for each in page.told]
    return {**persona_document(page.persona), "held": held, "items": items, "told": told}


def item_document(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "kind": item.kind,
        "text": item.text,
        "source": item.source or None,
        "date": item.date and item.date.isoformat(),
        "triplet": item.triplet_id,
    }


def _triplet_document(triplet: Triplet, page: PersonPage) -> dict[str, Any]:
    image, voice, key = triplet.image, triplet.voice, triplet.id or 0
    return {
        "id": triplet.id,
        "image": image
        and {
            "source": image.source,
            "width": image.width,
            "height": image.height,
            "bytes": len(image.data),
            **_found_document("face", page.faces.get(key)),
        },
        "voice": voice
        and {
            "source": voice.source,
            "seconds": voice.seconds,
            "bytes": len(voice.data),
            **_found_document("speaker", page.speakers.get(key)),
        },
        "text": triplet.text,
        "date": triplet.date and triplet.date.isoformat(),
        "heard": page.transcripts.get(key),
    }


def _found_document(what: str, found: Examination | None) -> dict[str, Any]:
    """How many faces or speakers there are, the number of the one that stands for the person, and
    what is poor about that one; nulls where nobody looked."""
    if found is None:
        return {f"{what}s": None, what: None, "doubts": []}
    chosen = None if found.chosen is None else found.samples[found.chosen]
    return {
        f"{what}s": len(found.samples),
        what: None if found.chosen is None else found.chosen + 1,
        "doubts": list(chosen.doubts) if chosen else [],
    }


def page_lines(page: PersonPage) -> list[Line]:
    persona = page.persona
    lines = [
        Line(persona.label),
        Line(f"{holdings(persona)}, since {persona.created[:10]}", quiet=True),
    ]
    if persona.aliases:
        lines.append(Line(f"Also called {listed(persona.aliases)}."))
    if persona.consent:
        lines.append(Line(f"Consent: {persona.consent}"))
    for item in page.items:
        lines += [Line(""), Line(f"{item.number}. {described(item)}", quiet=True)]
        if item.text is not None:
            lines.append(Line(item.text))
            continue
        what, found = ("face", page.faces) if item.kind == "picture" else ("speaker", page.speakers)
        standing = _standing(what, found.get(item.triplet_id), persona.name)
        if standing:
            lines.append(Line(f"   {standing}", quiet=True))
        transcript = page.transcripts.get(item.triplet_id) if item.kind == "clip" else None
        if transcript is not None:
            text = f'   heard in the clip, by a program: "{transcript}"'
            lines.append(Line(text, quiet=True))
    if page.told:
        lines += [Line(""), Line("told in conversations (`memories` corrects it)", quiet=True)]
    lines += [Line(f"{each.text} ({_told_on(each)})") for each in page.told]
    return lines


def _told_on(memory: Memory) -> str:
    return f"{memory.said[:10]}, memory {memory.id}"


def _standing(what: str, found: Examination | None, name: str) -> str:
    """Which face or speaker stands for the person, where that is not plain."""
    if found is None or (not found.samples and what == "speaker"):
        return ""
    if not found.samples:
        return "no face was found in it: it is compared as a whole"
    count = len(found.samples)
    if found.chosen is None:
        return f"none of {counted(count, what)} in it stands for {shown(name)}"
    doubts = noteworthy(found.samples[found.chosen].doubts)
    poor = f"it is {listed(doubts)}" if doubts else ""
    if count == 1:
        return f"the {what} in it is {listed(doubts)}" if doubts else ""
    where = position(found.chosen + 1, count) if what == "face" else ""
    which = f"{what} {found.chosen + 1}{f' ({where})' if where else ''} of {count}"
    return "; ".join(part for part in (f"{which} stands for {shown(name)}", poor) if part)


def described(item: Item) -> str:
    """For example "picture ana.jpg (640x480, 54 kB), 2024-05-12"; of a note only its day."""
    medium = item.medium
    if isinstance(medium, Picture):
        what = f"picture {medium.source} ({medium.width}x{medium.height}, {_size(medium.data)})"
    elif medium is not None:
        what = f"clip {medium.source} ({medium.seconds:.1f} s, {_size(medium.data)})"
    else:
        what = "a note"
    return what + (f", {item.date}" if item.date else "")


def _size(data: bytes) -> str:
    return f"{max(1, round(len(data) / 1000))} kB"


# --- who may be there twice


def check_document(check: PeopleCheck) -> dict[str, Any]:
    findings = [_finding_document(finding) for finding in check.findings]
    return {"people": check.people, "findings": findings}


def _finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "people": list(finding.people),
        "probability": finding.probability,
        "modalities": list(finding.modalities),
        "files": list(finding.files),
        "sentence": finding.sentence,
        "advice": finding.advice,
    }


def check_lines(check: PeopleCheck) -> list[Line]:
    if not check.findings:
        among = counted(check.people, "person", "people")
        return [Line(f"Nothing looks doubled or mixed up among {among}.")]
    lines = []
    for each in check.findings:
        lines += [Line(f"{each.sentence} ({percent(each.probability)})"), Line(f"  {each.advice}")]
    return lines

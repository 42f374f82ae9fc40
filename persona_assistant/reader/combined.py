"""One reading of what the network found, what is parsed and what holds today."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from persona_assistant.language.contacts import find_details
from persona_assistant.language.dates import DateOrder
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import (
    about_named,
    by_name_alone,
    of_a_person,
    of_the_last,
    of_the_thing,
    of_their_sex,
)
from persona_assistant.reader.as_partner import of_the_married
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_sort import of_the_asked_sort
from persona_assistant.reader.asked_work import of_paid_work
from persona_assistant.reader.by_age import of_the_asked_end, youngest_or_eldest
from persona_assistant.reader.enumerations import row_at, whole_rows
from persona_assistant.reader.every_relative import every_relative
from persona_assistant.reader.first_or_present import first_or_present
from persona_assistant.reader.former_pet import former_pet
from persona_assistant.reader.gone_since import without_gone
from persona_assistant.reader.lasting import of_its_length, since_told, until_told
from persona_assistant.reader.living import housed, is_no_home
from persona_assistant.reader.measures import measured, of_the_change, of_the_form
from persona_assistant.reader.meeting import of_the_meeting
from persona_assistant.reader.named_as import named_as_asked
from persona_assistant.reader.no_such import of_somebody_there
from persona_assistant.reader.one_of_kind import of_the_named_sort
from persona_assistant.reader.only_wished import without_wishes
from persona_assistant.reader.overtaken import likely_over, moved_on
from persona_assistant.reader.owing import owed_that_way
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.relatives import SURE, earlier_relative, with_relatives
from persona_assistant.reader.remaining import remaining
from persona_assistant.reader.said_there import where_there_is
from persona_assistant.reader.secrets import told_in_confidence
from persona_assistant.reader.settled import settled
from persona_assistant.reader.step_children import of_own_children
from persona_assistant.reader.still import begun_since, over_by_now, still
from persona_assistant.reader.still_measured import still_measured
from persona_assistant.reader.subject import of_the_person
from persona_assistant.reader.superseded import as_it_went, how_it_is_now
from persona_assistant.reader.surnames import with_surnames
from persona_assistant.reader.swapped import swapped_for
from persona_assistant.reader.timeline import settle
from persona_assistant.reader.took_over import came_after, came_before, of_those_after
from persona_assistant.reader.typed import refine
from persona_assistant.reader.typed_words import REQUIRED
from persona_assistant.reader.when_noted import when_noted
from persona_assistant.reader.who_is import with_who_is


def reading_of(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    *,
    threshold: float,
    name: str | None = None,
    today: datetime.date | None = None,
    order: DateOrder = "auto",
) -> Reading:
    """What the notes say, from the network's places, most probable first. `threshold` is the
    probability from which on a place answers; the rest as in `typed.refine`."""
    seen = found[0] if found else None
    found = of_the_person(question, of_the_change(question, where_there_is(found)), notes, name)
    found = of_the_meeting(question, of_paid_work(question, found, name), name)
    found = without_wishes(question, told_in_confidence(question, found))
    found = of_the_thing(question, of_the_asked_sort(question, found), notes)
    found = of_the_last(question, of_a_person(question, found))
    found = of_those_after(question, of_somebody_there(question, found, notes, name))
    found = of_own_children(question, of_the_asked_end(question, found), notes, name)
    reached = asked_kind(question) in REQUIRED
    no_home = reached or _tells_a_door(question, notes)
    home = None if no_home else housed(question, found, notes, name, today)
    if home is not None and home.answered:
        best = home.found[0]
        answer = home.answer or best.span
        return Reading(True, best.probability, answer, home.found, home.earlier, home.history)
    if (rest := remaining(question, notes, name)) is not None:
        return Reading(True, rest.at.probability, rest.answer, (rest.at,))
    if (debt := settled(question, notes, name)) is not None:
        return Reading(True, debt.at.probability, debt.answer, (debt.at,))
    day = today or datetime.date.today()
    if (held := still_measured(question, found, name, day)) is not None:
        return held
    held = still(question, notes, name, today)
    if held is not None and not begun_since(question, held, seen, threshold):
        return held
    before = earlier_relative(question, notes, name) or former_pet(question, notes)
    if before is not None:
        return Reading(True, before.probability, before.span, (before,))
    who = came_before(question, notes, name) or came_after(question, notes, name)
    if who is not None:
        return Reading(True, who.probability, who.span, (who,))
    if (meant := first_or_present(question, found, notes, name)) is not None:
        return Reading(True, meant.probability, meant.span, (meant,))
    if (one := youngest_or_eldest(question, notes, name, order)) is not None:
        return Reading(True, one.probability, one.span, (one,))
    if (every := every_relative(question, found, notes, name)) is not None:
        return Reading(True, SURE, every.answer, every.found)
    found = with_relatives(question, found if home is None else home.found, notes, name)
    found = owed_that_way(question, about_named(question, found, notes, name))
    found = named_as_asked(question, of_their_sex(question, found), name)
    found = with_surnames(question, found, notes, name)
    found = of_the_married(question, with_who_is(question, found, notes, name), notes)
    if (noted := when_noted(question, found, name, order)) is not None:
        return noted
    refined = refine(question, found, notes, name=name, today=today, order=order)
    places = whole_rows(question, found if refined is None else refined.found)
    places = of_its_length(question, places, order)
    if not places:
        return Reading(False, 0.0)
    places = how_it_is_now(question, of_the_change(question, places))
    places = as_it_went(question, places, threshold)
    best, kind = places[0], None if refined is None else refined.kind
    if kind is None:
        places = without_gone(question, places, notes, name, day)
        best = places[0]
    places = of_the_form(question, kind, places)
    figure = measured(question, places, kind=kind, name=name, today=day, order=order)
    if figure is not None and figure.found[0].probability >= threshold:
        now = figure.found
        return Reading(True, now[0].probability, figure.answer, now, figure.earlier, figure.history)
    if refined is not None and refined.missing:
        return Reading(False, best.probability, found=places, instead=refined.answer)
    if best.probability < threshold and (newer := likely_over(question, places, notes, name)):
        return Reading(True, threshold, newer.span, places)
    sure = seen is not None and best.probability < threshold <= seen.probability
    if seen and sure and (other := moved_on(question, seen, notes, name)) is not None:
        return other
    if best.probability < threshold or (not reached and is_no_home(question, best)):
        return Reading(False, best.probability, found=places)
    places = tuple(each for each in places if reached or not is_no_home(question, each))
    places = of_the_named_sort(question, kind, places)
    best = places[0]
    if kind in ("age", "birthday") and refined is not None and refined.answer:
        return Reading(True, best.probability, refined.answer, places)
    if since := since_told(question, best, today or datetime.date.today(), order):
        return Reading(True, best.probability, since, places)
    if left := until_told(question, best, today or datetime.date.today(), order):
        return Reading(True, best.probability, left, places)
    asked = by_name_alone(question)
    ordered = settle(asked, places, kind=kind, line=threshold, order=order, name=name)
    first = ordered.found[0]
    over = swapped_for(question, first, notes, name) or over_by_now(question, first, notes, name)
    if over is not None:
        return Reading(True, over.probability, over.span, (over, *ordered.found), first)
    if first.probability < threshold:  # all there is has ended
        return Reading(False, first.probability, found=ordered.found, earlier=ordered.earlier)
    reckoned = refined.answer if refined is not None and (first == best or kind == "age") else ""
    if kind == "count" and not reckoned and (row := row_at(first)) is not None:
        reckoned = str(row.count)
    surely = kind in ("age", "birthday", "count")
    answer = reckoned if surely else ordered.answer or reckoned
    return Reading(
        True,
        first.probability,
        answer or first.span,
        ordered.found,
        ordered.earlier,
        "" if surely else ordered.history,
    )


def _tells_a_door(question: str, notes: Sequence[Note]) -> bool:
    """Whether the number of a door is asked for and the notes have one as such things are written:
    it is that number and not a home."""
    return asked_kind(question) == "unit" and any(
        find_details(each.text, "unit") or find_details(each.text, "address") for each in notes
    )

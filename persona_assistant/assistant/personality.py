"""The personality: how the user comes across, as the assistant has it, with its history.

It is read only while the switch is on, which it is not at first. It is reckoned from single
messages, so it is always what it would be without those that were deleted, erased or undone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from persona_assistant.assistant.longterm import impressions
from persona_assistant.assistant.services import Services
from persona_assistant.atomic import replacing, whole_file
from persona_assistant.errors import BadInput, EngineError
from persona_assistant.personality import NEUTRAL, Point, Traits, course
from persona_assistant.progress import CancelToken

_NO_MODEL = (
    "Nothing is read without a language model: set engine to llama or endpoint in the settings."
)

_NOT_REMEMBERED = "Nothing is read while remembering is off: memories on switches it on."


@dataclass(frozen=True, slots=True)
class PersonalityPage:
    """What there is to see of the personality."""

    on: bool
    """Whether it is read from messages and told to the language model."""
    obstacle: str
    """Why nothing can be read from messages, in a sentence; "" where nothing is in the way."""
    traits: Traits
    """As it is now; neutral before anything was read."""
    points: tuple[Point, ...] = ()
    """After each message that was looked at, oldest first."""
    changes: tuple[int, ...] = ()
    """For each point the number of the change that undoing it takes; 0 where it is not known."""
    pending: int = 0
    """Messages that are still to be read."""


class Personality:
    """The personality of an assistant's user: `assistant.personality`."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def on(self) -> bool:
        """Whether it is read from messages and told to a language model; see `use`."""
        return self._services.options.personality

    def use(self, on: bool) -> None:
        """Switches it on or off for this assistant; the setting `longterm.personality` is for all
        that follow. What was written before it was switched on is not read."""
        services = self._services
        if on and not self.on and services.has_store:
            services.store.impressions.note_looked_at()
        services.options = replace(services.options, personality=on)

    @property
    def traits(self) -> Traits:
        """As it is now, each trait from 1 to 5; neutral where nothing was read."""
        return self.show().traits

    def show(self) -> PersonalityPage:
        """It with its history; neutral where there is no store. Raises StoreError."""
        services = self._services
        points: tuple[Point, ...] = ()
        changes: dict[int, int] = {}
        pending = 0
        if services.has_store:
            pending = impressions.pending(services)
            kept = services.store.impressions.list()
            points = course(kept, services.options.personality_skip)
            changes = {
                (event.payload or {}).get("personality", 0): event.id
                for event in services.store.events.latest(["personality_observed"])
            }
        return PersonalityPage(
            on=self.on,
            obstacle=self._obstacle(),
            traits=points[-1].traits if points else NEUTRAL,
            points=points,
            changes=tuple(changes.get(each.observation.turn, 0) for each in points),
            pending=pending,
        )

    def said(self, point: Point) -> str:
        """What the user wrote in the message that a point stands on; "" where it is gone."""
        return " ".join(self._services.store.conversations.said([point.observation.turn]))

    def _obstacle(self) -> str:
        if not self._services.options.remember:
            return _NOT_REMEMBERED
        try:
            engine = self._services.load_engine()
        except EngineError as error:
            return f"The language model cannot be used: {error}"
        return _NO_MODEL if engine.capabilities.window is None else ""

    def update(self, cancel: CancelToken | None = None) -> tuple[Traits, ...]:
        """Reads the messages that came since the last update; returns what they show. That goes on
        by itself behind a conversation. `cancel` ends it early, with what was read stored; the next
        update goes on. Raises EngineError."""
        self._services.after_answers.stop()
        return impressions.update(self._services, cancel)

    def reset(self, *, erase: bool = False) -> int:
        """Makes it neutral again, whatever was written up to now, and returns from how many
        messages it was read. Undoing brings it back, unless it is erased: then nothing of it is
        kept anywhere."""
        self._services.after_answers.stop()
        impressions.pass_over(self._services)
        return self._services.store.impressions.reset(erase=erase)

    def save_plot(self, file: Path | str, *, overwrite: bool = False) -> Path:
        """Draws it and how it came about as a radar plot into a PNG file, and returns the path.

        Raises BadInput with the code "target_exists" for a file that is there, unless `overwrite`;
        "unknown_format" for another ending than .png; "nothing_read" where there is nothing to
        draw.
        """
        from persona_assistant.media import radar

        target = Path(file)
        if target.suffix.casefold() != ".png":
            raise BadInput(
                f"{target.name} is no name of a PNG file; end it with .png", code="unknown_format"
            )
        points = self.show().points
        if not points:
            raise BadInput(
                "nothing was read of your personality yet, so there is nothing to draw",
                code="nothing_read",
            )
        with replacing(target) if overwrite else whole_file(target) as draft:
            draft.write_bytes(radar.png(points))
        return target

"""The switch for remembering, here and in the settings file."""

from __future__ import annotations

from dataclasses import replace

from persona_assistant import settings_edit, views
from persona_assistant.tui.asking import Asking

SWITCH = "longterm.remember"


async def turn(asking: Asking) -> None:
    """The other way round, after saying what follows."""
    app, on = asking.app, not asking.assistant.memories.on
    title = "Remember what you say of yourself?" if on else "Remember nothing more?"
    detail = views.remembering_switched(on)
    if not await asking.agreed(title, detail, yes="Switch on" if on else "Switch off"):
        return

    def work() -> str:
        switched = settings_edit.switch(SWITCH, on)
        asking.assistant.memories.use(on)
        return switched.overridden_by

    overridden = await asking.attempt(work)
    if overridden is None:
        return
    longterm = replace(app.settings.longterm, remember=on)
    app.settings = replace(app.settings, longterm=longterm)
    said = "Remembering is on." if on else "Remembering is off."
    if overridden:
        said = f"{said} {views.remembering_switched(on, overridden)}"
    asking.changed(said)

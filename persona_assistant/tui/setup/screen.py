"""The first run, in three steps with a way back. Nothing is made before the button of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Button, ContentSwitcher, Input, ProgressBar, Static

from persona_assistant import first_run
from persona_assistant.errors import BadInput, PersonaAssistantError
from persona_assistant.first_run import Plan
from persona_assistant.progress import CancelToken, Done, Notice, Progress
from persona_assistant.settings import Settings
from persona_assistant.tui.dialogs import Confirm
from persona_assistant.tui.key_bar import KeyBar
from persona_assistant.tui.setup.recovery import RecoveryKey
from persona_assistant.tui.setup.steps import KeyStep, PeopleStep, PlaceStep, Step
from persona_assistant.tui.text import plain
from persona_assistant.views import first_steps as words

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class SetupScreen(Screen[None]):
    """Covers everything until there is a memory."""

    DEFAULT_CSS = """
    SetupScreen { align: center middle; }
    SetupScreen > Vertical {
        width: 76; max-width: 96%; height: 100%; max-height: 26; padding: 1 1 0 1;
    }
    SetupScreen ContentSwitcher { height: 1fr; }
    SetupScreen Step { height: 1fr; }
    SetupScreen .title { text-style: bold; color: $primary; margin: 0 0 1 0; }
    SetupScreen .text { height: auto; margin-bottom: 1; }
    SetupScreen .hint { color: $text-muted; height: auto; margin: 0 0 1 0; }
    SetupScreen RadioSet { width: 100%; height: auto; margin-bottom: 1; }
    SetupScreen .problem { color: $text-error; height: auto; }
    SetupScreen #at-work { height: auto; }
    SetupScreen ProgressBar { display: none; }
    SetupScreen Input { margin: 0 0 1 0; }
    SetupScreen #personality { margin: 0 0 1 0; }
    SetupScreen #who, SetupScreen #photo, SetupScreen #first { margin: 0; }
    SetupScreen .buttons { height: 1; align-horizontal: right; margin-bottom: 1; }
    SetupScreen .buttons Button { margin-left: 2; min-width: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="setup.back"),
        Binding("ctrl+n", "next", "Next", id="setup.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._plan: Plan | None = None
        """What the steps before the present one have chosen."""
        self._cancel: CancelToken | None = None
        """Of the memory being made."""

    def compose(self) -> ComposeResult:
        with Vertical():
            with ContentSwitcher(initial="place"):
                yield PlaceStep(id="place")
                yield KeyStep()
                yield PeopleStep(id="people")
            yield Static(classes="problem")
            yield Static(id="at-work")
            yield ProgressBar(show_eta=False)
            with Horizontal(classes="buttons"):
                yield Button("Quit", id="back", compact=True)
                yield Button("Next", id="next", variant="primary", compact=True)
        yield KeyBar()

    @property
    def persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    @property
    def steps(self) -> list[Step]:
        return list(self.query(Step))

    def on_mount(self) -> None:
        self._go(0)
        self._look_for_keyring()

    @work(group="keyring")
    async def _look_for_keyring(self) -> None:
        there = await self.persona_app.background.call(first_run.has_keyring)
        self.query_one(KeyStep).offer_keyring(there)

    # --- going on and back

    def _go(self, step: int) -> None:
        self._step = step
        shown = self.steps[step]
        self.query_one(ContentSwitcher).current = shown.id
        self.query_one("#back", Button).label = "Back" if step else "Quit"
        self.query_one("#next", Button).label = "Begin" if step == 2 else "Next"
        self._say("")
        shown.begin()

    @on(Button.Pressed, "#back")
    def action_back(self) -> None:
        if self._cancel is not None:
            self._cancel.set()
            self.query_one("#at-work", Static).update(plain("Stopping; nothing will be left ..."))
        elif self._step:
            self._go(self._step - 1)
        else:
            self.app.exit()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and on from the last."""
        fields = [each for each in self.steps[self._step].query(Input) if each.display]
        place = fields.index(event.input)
        if place + 1 < len(fields):
            fields[place + 1].focus()
        else:
            self.action_next()

    def on_radio_set_changed(self) -> None:
        """What was wrong with the former choice is no longer said."""
        self._say("")

    @on(Button.Pressed, "#next")
    def action_next(self) -> None:
        if self._cancel is None:
            self._take_step()

    @work(exclusive=True, group="step")
    async def _take_step(self) -> None:
        self._say("")
        place, key = self.query_one(PlaceStep), self.query_one(KeyStep)
        people = self.query_one(PeopleStep)
        try:
            folder = place.folder
            if self._step == 0:
                await self.persona_app.background.call(lambda: first_run.check_folder(folder))
                key.suggest_beside(folder)
            elif self._step == 1:
                self._plan = Plan(folder, **key.taken())
                people.summarise(self._plan)
            else:
                self._begin(Plan(folder, **key.taken(), **people.taken()))
                return
            self._go(self._step + 1)
        except BadInput as error:
            if error.code == "memory_exists":
                await self._open_that(self.persona_app.settings)
            else:
                self._say(str(error))
        except PersonaAssistantError as error:
            self._say(str(error))

    async def _open_that(self, settings: Settings) -> None:
        from dataclasses import replace

        app, folder = self.persona_app, self.query_one(PlaceStep).folder
        question = Confirm("There is a memory already", f"Open the one in {folder}?", yes="Open")
        if await app.push_screen_wait(question):
            self._keep(replace(settings, store=folder), settings)
            self._leave(None)

    # --- the end of the last step

    @work(exclusive=True, group="making")
    async def _begin(self, plan: Plan) -> None:
        app, former = self.persona_app, self.persona_app.settings
        self._cancel = cancel = CancelToken()
        for button in self.query("#next"):
            button.disabled = True
        chosen: Settings | None = None
        try:
            events = app.background.stream(
                lambda token: first_run.begin(plan, former, token), cancel
            )
            async for batch in events:
                for event in batch:
                    if isinstance(event, Progress):
                        self._show(event)
                    elif isinstance(event, Notice):
                        app.say(event.text)
                    else:
                        assert isinstance(event, Done)
                        chosen = event.result
        except PersonaAssistantError as error:
            stopped = error.code == "cancelled"
            self._say("Stopped; nothing was made." if stopped else str(error))
        finally:
            self._cancel = None
            self._show(None)
            for button in self.query("#next"):
                button.disabled = False
        if chosen is not None:
            self._keep(chosen, former)
            self._leave(plan.passphrase, offer=True)

    def _show(self, progress: Progress | None) -> None:
        bar, at_work = self.query_one(ProgressBar), self.query_one("#at-work", Static)
        bar.display = progress is not None and progress.total is not None
        if progress is None:
            at_work.update("")
            return
        bar.update(total=progress.total, progress=progress.done)
        detail = f": {progress.detail}" if progress.detail else ""
        at_work.update(plain(f"{progress.stage[:1].upper()}{progress.stage[1:]}{detail} ..."))

    def _keep(self, chosen: Settings, former: Settings) -> None:
        """The app goes on with these settings, and so does the next start."""
        app = self.persona_app
        app.settings = chosen
        for name in ("store", "key_file"):
            if app.flags.get(name) is not None:
                app.flags[name] = getattr(chosen, name)
        with app.errors_said():
            written = first_run.keep_settings(chosen, former)
            if not {"store", "key_file"}.isdisjoint(written):
                app.say("The settings file names the place of the memory from now on.")

    def _leave(self, passphrase: str | None, *, offer: bool = False) -> None:
        app = self.persona_app
        app.pop_screen()
        app.open(passphrase, offer_recovery=offer)

    def _say(self, problem: str) -> None:
        self.query_one(".problem", Static).update(plain(problem))


async def show_recovery_key(app: PersonaApp, passphrase: str | None = None) -> None:
    """Makes a recovery key and shows it. Called in a worker."""
    assistant, key_file = app.assistant, app.settings.key_file

    def make() -> tuple[str, bool]:
        replaced = assistant.key_status().recovery is not None
        return assistant.make_recovery_key(passphrase=passphrase, key_file=key_file), replaced

    made = await app.attempt(make)
    if made is None:
        return
    if await app.push_screen_wait(RecoveryKey(made[0], replaced=made[1])):
        app.say("There is a recovery key. Keep the paper where you keep what matters.")
    else:
        app.say(
            "The recovery key opens the memory, but you have no copy: make another in Settings "
            "(F7), which ends this one."
        )


async def offer_recovery_key(app: PersonaApp) -> None:
    """After a memory was begun. Called in a worker."""
    if await app.push_screen_wait(
        Confirm(
            "Make a recovery key?",
            f"{words.RECOVERY}, in Settings (F7).",
            yes="Make it",
            no="Later",
        )
    ):
        await show_recovery_key(app)

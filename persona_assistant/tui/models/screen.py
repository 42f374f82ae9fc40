"""The models section: what answers and recognises, what there is to fetch, and whether it fits.

Nothing is fetched before somebody was told what, from where and how much. Whatever is used instead
takes over at once: the memory stays open and the conversation goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import DataTable, Static

from persona_assistant.errors import Cancelled
from persona_assistant.progress import CancelToken, OnProgress, Progress
from persona_assistant.tui.dialogs import AskText, Choose, Confirm, Message
from persona_assistant.tui.job import JobLine
from persona_assistant.tui.models.entries import ANSWERS, BUILTIN, READER, SERVER, Entry, Listing
from persona_assistant.tui.models.table import ModelTable, facts
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.engine_use import EngineUse
    from persona_assistant.settings import Settings

Result = TypeVar("Result")


class ModelsScreen(Section):
    """Models, engines and encoders in one table."""

    mode = "models"
    DEFAULT_CSS = """
    ModelsScreen #models-body { height: 1fr; }
    ModelsScreen #model-facts {
        height: auto; min-height: 4; max-height: 8; padding: 0 1; border-top: solid $panel;
    }
    ModelsScreen #machine { height: auto; color: $text-muted; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pull", "Pull", id="models.pull"),
        Binding("u", "use", "Use", id="models.use"),
        Binding("v", "verify", "Verify", id="models.verify"),
        Binding("d", "doctor", "Doctor", id="models.doctor"),
        Binding("escape", "stop", "Stop", id="models.stop"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.listing: Listing | None = None
        """None until it was read."""

    def body(self) -> Iterable[Widget]:
        yield ModelTable()
        yield Static(id="model-facts")
        yield JobLine("Esc")
        yield Static(plain("Looking which models there are ..."), id="machine")

    @property
    def table(self) -> ModelTable:
        return self.query_one(ModelTable)

    def on_mount(self) -> None:
        self.table.focus()
        self.reload()

    def on_resize(self) -> None:
        self._show()

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="listing")
    async def _read(self) -> None:
        from persona_assistant.tui.models import entries

        settings = self.persona_app.settings
        listing = await self.persona_app.attempt(lambda: entries.load(settings))
        if listing is not None:
            self.listing = listing
            self._show()

    def _show(self) -> None:
        if self.listing is None:
            return
        from persona_assistant.atomic import format_size

        self.table.show(self.listing.entries, self.size.width)
        self._show_facts()
        machine = self.listing.machine
        ram = "unknown" if machine.ram is None else format_size(machine.ram)
        free = format_size(machine.disk_free)
        words = f"This machine: {ram} of memory, {free} free in {self.listing.folder}"
        self.query_one("#machine", Static).update(plain(words))

    @on(DataTable.RowHighlighted)
    def _show_facts(self) -> None:
        entry = self.table.selected
        if entry is not None and self.listing is not None:
            content = facts(entry, self.listing.machine.ram)
            self.query_one("#model-facts", Static).update(content)

    @on(DataTable.RowSelected)
    def _taken(self) -> None:
        entry = self.table.selected
        if entry is not None:
            self.action_use() if entry.installed else self.action_pull()

    # --- what runs

    @property
    def line(self) -> JobLine:
        return self.query_one(JobLine)

    def action_stop(self) -> None:
        """Stop what runs; what is complete is kept."""
        self.line.action_stop_job()

    async def _run(self, title: str, work: Callable[[OnProgress, CancelToken], Any]) -> Any:
        """The result of a long run; None where it was stopped or failed, which is said."""
        ended = await self.line.run(self.persona_app, title, work, apart=True)
        if ended.failed and ended.stopped:
            self.persona_app.say(
                f"{title}: stopped. What is complete is kept; it goes on from there."
            )
        self.reload()
        return ended.result

    # --- pull

    @work
    async def action_pull(self) -> None:
        """Fetch the selected model, or the rest of it, once it is clear what that means."""
        entry = self.table.selected
        if entry is None or entry.status is None or entry.status.known is None:
            self.persona_app.say("There is nothing to fetch for this one.")
        elif entry.installed:
            self.persona_app.say(f"{entry.name} is here; v reads its files again.")
        elif await self._pull(entry) and entry.purpose == ANSWERS:
            wanted = Confirm(f"Answer with {entry.name} from now on?", interrupts=True)
            if await self.app.push_screen_wait(wanted):
                await self._use_engine(entry)

    async def _pull(self, entry: Entry) -> bool:
        """Whether the model is here now. Asks first."""
        source = await self._source(entry)
        if source is None:
            return False

        def pull(on_progress: OnProgress, cancel: CancelToken) -> bool:
            from persona_assistant.weights.pull import pull

            folder = None if source == "" else Path(source).expanduser()
            pull(entry.name, from_folder=folder, on_progress=on_progress, cancel=cancel)
            return True

        if not await self._run(entry.name, pull):
            return False
        self.persona_app.say(f"{entry.name} is installed.")
        return True

    async def _source(self, entry: Entry) -> str | None:
        """The folder to take a model from, "" for the network, None for not at all."""
        from persona_assistant.views.models import pull_lines
        from persona_assistant.weights.hub import Hub

        if entry.status is None or self.listing is None:
            return None
        origin, ram = Hub().origin, self.listing.machine.ram
        detail = "\n".join(pull_lines(entry.status, origin, ram, entry.begun))
        how = ("Go on fetching it" if entry.begun else "Fetch it", "Take it from a folder ...")
        asked = Choose(f"Pull {entry.name}?", (*how, "Cancel"), detail)
        chosen = await self.app.push_screen_wait(asked)
        if chosen == 0:
            return ""
        if chosen == 1:
            return await self.app.push_screen_wait(
                AskText("The folder that holds the model's files", ok="Copy", placeholder="~/model")
            )
        return None

    # --- use

    @work
    async def action_use(self) -> None:
        """Answer, or recognise people, with the selected one from now on."""
        entry, app = self.table.selected, self.persona_app
        if entry is None:
            return
        if not entry.usable:
            app.say(f"{entry.name} is a checkpoint: to train, merge and convert, not to use.")
        elif entry.purpose == ANSWERS:
            if entry.installed or await self._pull(entry):
                await self._use_engine(entry)
        elif entry.installed or await self._pull(entry):
            await self._use_encoder(entry)

    async def _use_engine(self, entry: Entry) -> None:
        from persona_assistant import engine_use

        app, settings = self.persona_app, self.persona_app.settings
        if entry.key == READER:
            choose: Callable[[], EngineUse] = lambda: engine_use.reader(settings)  # noqa: E731
        elif entry.key == SERVER:
            named = await self._server(settings)
            if named is None:
                return
            url, model = named
            choose = lambda: engine_use.server(url, settings, model=model)  # noqa: E731
        else:
            if entry.status is not None and entry.status.fits_ram is False:
                short = "It needs more memory than this machine has and may be very slow."
                if not await self.app.push_screen_wait(Confirm(entry.name, short, danger=True)):
                    return
            choose = lambda: engine_use.language_model(entry.name, settings)  # noqa: E731
        used = await app.attempt(choose)
        if used is not None and await app.use_settings(used.settings):
            self._say_overridden(used.overridden, entry.name)
            app.say(f"{entry.name} answers from now on; the conversation goes on.")

    async def _server(self, settings: Settings) -> tuple[str, str | None] | None:
        """The address of a server and the name of its model."""
        url = await self.app.push_screen_wait(
            AskText(
                "Address of an OpenAI-compatible server",
                "It is asked at once whether it is there. From then on each question is sent to it,"
                " with what is remembered of the person it is about.",
                value=settings.base_url or "",
                placeholder="http://127.0.0.1:8080/v1",
                ok="Next",
            )
        )
        if url is None:
            return None
        model = await self.app.push_screen_wait(
            AskText(
                "Which of its models?",
                "Empty takes the first that it offers.",
                value=settings.endpoint_model or "",
                may_be_empty=True,
            )
        )
        return None if model is None else (url.strip(), model.strip() or None)

    async def _use_encoder(self, entry: Entry) -> None:
        from persona_assistant import model_use
        from persona_assistant.views import models

        app, settings = self.persona_app, self.persona_app.settings
        name = model_use.BUILTIN if entry.key == BUILTIN else entry.name
        used = await self._run(
            entry.name,
            lambda on_progress, cancel: model_use.use(
                name, settings, on_progress=on_progress, cancel=cancel
            ),
        )
        if used is None:
            return
        app.say(models.used(used.name, used.setting, used.changed, used.file))
        self._say_overridden(used.overridden, used.name)
        if not used.overridden and await app.use_settings(model_use.with_used(used, settings)):
            await self._encode()

    async def _encode(self) -> None:
        """Have the encoders that are new here see everything."""
        from persona_assistant.views import encoded_lines

        app = self.persona_app
        if not app.is_ready or self.line.job is not None:
            return
        assistant = app.assistant
        ended = await self.line.follow(
            app, "Encoding anew", lambda token: assistant.encode(cancel=token)
        )
        if (report := ended.result) is not None:
            app.say(" ".join(each.text for each in encoded_lines(report)))
            if report.cancelled:
                app.say(f"{report.waiting} are still to be encoded.")
        app.memory_changed()

    def _say_overridden(self, variables: tuple[str, ...], name: str) -> None:
        from persona_assistant.views import models

        for sentence in models.overridden(variables, name):
            self.persona_app.say(sentence)

    # --- whether all is well

    @work
    async def action_verify(self) -> None:
        """Read the files of every model again."""
        from persona_assistant.views.models import verified_lines

        def verify(on_progress: OnProgress, cancel: CancelToken) -> str:
            from persona_assistant.weights import bundled, registry

            def watched(progress: Progress) -> None:
                on_progress(progress)
                if cancel.is_set():
                    raise Cancelled("stopped: the files that were read are as they were")

            problems = bundled.problems(watched)
            results = registry.verify_all(watched)
            lines = verified_lines(results, problems, len(bundled.networks()))
            return "\n".join(each.text for each in lines)

        found = await self._run("Reading the files again", verify)
        if found is not None:
            await self.app.push_screen_wait(Message("The files of the models", found))

    def action_doctor(self) -> None:
        """Check everything that works here."""
        from persona_assistant.tui.models.checkup import Checkup

        self.app.push_screen(Checkup())

"""Flows that carry people in and out: each shows its plan before anything is stored or written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from persona_assistant import views
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.pmg import Persona
from persona_assistant.tui.dialogs import AskText, Choose, Confirm, Message
from persona_assistant.tui.job import Ended
from persona_assistant.tui.people.desk import Desk, paths_in
from persona_assistant.tui.people.forms import Field, Form, text_of
from persona_assistant.views.previews import as_text

_LISTED = 12
"""People or notices that a sentence lists."""


# --- in


async def import_(desk: Desk) -> None:
    """An archive, a vCard file, a chat, photos with named faces."""
    answers: dict[str, str | bool] = {
        "path": "",
        "me": "",
        "skip": "",
        "pictures": False,
        "passphrase": "",
    }
    problem = ""
    while True:
        fields = [
            Field("path", "File or folder", answers["path"], "archive, .vcf, chat export, photos"),
            Field("me", "Your name in a chat", answers["me"]),
            Field("skip", "Leave out of a chat (names with commas)", answers["skip"]),
            Field("pictures", "Pictures in a chat show who sent them", answers["pictures"]),
            Field("passphrase", "Passphrase of an archive", answers["passphrase"], secret=True),
        ]
        window = Form("Import", fields, ok="Show the plan", problem=problem)
        given = await desk.ask(window)
        if given is None:
            return
        answers = given
        paths = paths_in(text_of(given, "path"))
        if not paths:
            problem = "Name a file or a folder."
            continue
        plan, error = await _planned(desk, paths[0], given)
        if error is not None:
            problem = str(error)
        elif plan is None:
            return
        elif await desk.agreed("Import this?", as_text(views.plan_lines(plan)), yes="Import"):
            await _carry_out(desk, plan)
            return


async def _planned(
    desk: Desk, path: Any, given: Mapping[str, str | bool]
) -> tuple[Any, PersonaAssistantError | None]:
    """The plan, once it is known who is who; (None, None) where the user lets it be."""
    secret = str(given["passphrase"])

    async def make(**who: Any) -> tuple[Any, PersonaAssistantError | None]:
        plan = partial(
            desk.assistant.plan_import,
            path,
            me=text_of(given, "me") or None,
            pictures=bool(given["pictures"]),
            passphrase=(lambda: secret) if secret else None,
            **who,
        )
        return await desk.watched("Reading what is to be imported", plan)

    skipped = {each.strip() for each in text_of(given, "skip").split(",") if each.strip()}
    plan, error = await make(skipped=skipped)
    if error is None or error.code != "similar_name":
        return plan, error
    names, uids = error.fields["names"], error.fields["uids"]
    options = ["They are the same people", "They are new people", "Decide one by one"]
    answer = await desk.ask(Choose("Some may be remembered already", options, str(error)))
    if answer is None:
        return None, None
    if answer < 2:
        return await make(skipped=skipped, same=answer == 0)
    assigned: dict[str, str] = {}
    labels = {each.uid: each.label for each in desk.directory.people}
    for name, likely in zip(names, uids, strict=True):
        same = [f"The same person as {labels.get(each, each)}" for each in likely]
        choice = await desk.ask(Choose(f"Who is {name}?", [*same, "Somebody new", "Leave out"]))
        if choice is None:
            return None, None
        if choice < len(likely):
            assigned[name] = likely[choice]
        elif choice > len(likely):
            skipped.add(name)
    return await make(skipped=skipped, same=False, assigned=assigned)


async def _carry_out(desk: Desk, plan: Any) -> None:
    ended = await desk.job_line.follow(
        desk.app, "Importing", lambda token: desk.assistant.carry_out(plan, cancel=token)
    )
    if ended.stopped and ended.failed:
        desk.app.say("Stopped. Nothing was imported.")
    elif ended.result is not None:
        desk.done(f"{views.imported(ended.result)} Undo takes it back as one step.")
        await _say_notices(desk, [*plan.notices, *ended.notices])
    else:
        desk.app.memory_changed()


async def enrol(desk: Desk) -> None:
    """A folder that holds one folder for each person."""
    fields = [
        Field("folder", "Folder", "", "it holds a folder for each person, named after them"),
        Field("consent", "What the people agreed to"),
        Field("anyway", "Keep also what is too poor to recognise somebody by", False),
    ]
    given = await desk.ask(Form("A folder of people", fields, ok="Look into it"))
    if given is None or not (paths := paths_in(text_of(given, "folder"))):
        return
    found = await desk.attempt(lambda: desk.assistant.plan_enrol(paths[0]))
    if found is None:
        return
    names = list(dict.fromkeys(each.name for each in found.files))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    detail = (
        f"{views.counted(len(names), 'person', 'people')}, "
        f"{views.counted(len(found.files), 'file')}: {', '.join(names[:_LISTED])}{more}.\n"
        + "\n".join(each.reason for each in found.refused[:_LISTED])
    )
    if not await desk.agreed("Remember all of them?", detail, yes="Remember"):
        return
    ended = await desk.job_line.follow(
        desk.app,
        "Remembering",
        lambda token: desk.assistant.enrol(
            paths[0],
            consent=text_of(given, "consent") or None,
            anyway=bool(given["anyway"]),
            cancel=token,
        ),
    )
    await _say_enrolled(desk, ended)


async def _say_enrolled(desk: Desk, ended: Ended) -> None:
    done = ended.result
    if done is None:
        desk.app.memory_changed()
        return
    waiting = f" {done.waiting} files were not looked at; the same folder goes on from there."
    desk.done(views.enrolled(done) + (waiting if done.waiting else ""))
    refused = [each.reason for each in done.refused]
    await _say_notices(desk, [*refused, *done.notices, *ended.notices])


async def _say_notices(desk: Desk, notices: list[str]) -> None:
    if notices:
        shown = notices[:_LISTED]
        more = [f"{len(notices) - len(shown)} more like these"] if notices[_LISTED:] else []
        await desk.ask(Message("To know", "\n".join([*shown, *more])))


# --- out


async def export(desk: Desk) -> None:
    name = desk.persona.name if desk.persona else ""
    answers: dict[str, str | bool] = {
        "file": "~/people.zip",
        "names": name,
        "passphrase": "",
        "vectors": False,
        "conversations": False,
        "memories": False,
    }
    problem = ""
    while True:
        fields = [
            Field("file", "Archive", answers["file"]),
            Field("names", "Who (names with commas; blank for everybody)", answers["names"]),
            Field("passphrase", "Passphrase", answers["passphrase"], "none", secret=True),
            Field("vectors", "With what the encoders saw", answers["vectors"]),
            Field("conversations", "With conversations", answers["conversations"]),
            Field("memories", "With what is remembered of you", answers["memories"]),
        ]
        window = Form("Export", fields, ok="Show the plan", problem=problem)
        given = await desk.ask(window)
        if given is None:
            return
        answers = given
        names = [each.strip() for each in text_of(given, "names").split(",") if each.strip()]
        who, error = await desk.tried(partial(_people, desk, names))
        paths = paths_in(text_of(given, "file"))
        if error is not None or not paths:
            problem = str(error or "Name a file.")
            continue
        parts = {key: bool(given[key]) for key in ("vectors", "conversations", "memories")}
        secret = str(given["passphrase"]) or None
        everybody = who or list(desk.directory.people)
        preview = views.export_preview(
            everybody, str(paths[0]), encrypted=secret is not None, **parts
        )
        if not await desk.ask(Confirm("Export this?", as_text(preview), yes="Export")):
            continue
        uids = [each.uid for each in who or ()]
        export = partial(desk.assistant.export, paths[0], names=uids, passphrase=secret, **parts)
        exported, error = await desk.watched("Exporting", export)
        if exported is not None:
            desk.app.say(views.exported(exported))
        if error is None:
            return
        problem = str(error)


def _people(desk: Desk, names: list[str]) -> list[Persona]:
    return [desk.assistant.persona(each).persona for each in names]


async def backup(desk: Desk) -> None:
    detail = (
        "The whole memory, encrypted as it is; the same key opens it. It keeps what is forgotten "
        "later."
    )
    path, problem = "~/memory.backup", ""
    while True:
        said = f"{problem}\n\n{detail}".lstrip()
        given = await desk.ask(AskText("Back up to", said, value=path, ok="Back up"))
        if not given:
            return
        path = given
        file = paths_in(given)[0]
        made, error = await desk.watched("Backing up", partial(desk.assistant.backup, file))
        if made is not None:
            desk.app.say(views.backed_up(made))
        if error is None:
            return
        problem = str(error)

"""The one thing that every door calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from persona_assistant.assistant import people
from persona_assistant.assistant.additions import ignore_notice
from persona_assistant.assistant.conversations import Conversations, id_of
from persona_assistant.assistant.corrections import Corrections
from persona_assistant.assistant.inputs import (
    ClipInput,
    DayInput,
    PictureInput,
    read_clip,
    read_picture,
    read_query,
)
from persona_assistant.assistant.locks import Locks
from persona_assistant.assistant.long_work import LongWork
from persona_assistant.assistant.memories import Memories
from persona_assistant.assistant.people import PersonPage
from persona_assistant.assistant.personality import Personality
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.transfer import Transfer
from persona_assistant.pmg import (
    Answer,
    Conversation,
    Edge,
    Evidence,
    Modality,
    Persona,
    Query,
    Triplet,
)
from persona_assistant.progress import CancelToken, Done, Progress, finish

if TYPE_CHECKING:
    from persona_assistant.assistant.calibrate import PeopleCheck
    from persona_assistant.assistant.directory import Directory
    from persona_assistant.assistant.explain import Explanation
    from persona_assistant.assistant.open_conversation import OpenConversation
    from persona_assistant.engines.base import Engine, TextPiece
    from persona_assistant.memory import Store
    from persona_assistant.samples import Sample


class Assistant(Corrections, LongWork, Transfer, Locks):
    """A ready assistant over one encrypted store. Use it as a context manager.

    Pictures and clips may be given as paths, as bytes or as what was read before. Long work is an
    iterator of events, `Progress` and `Notice` among them, that ends with `Done`;
    `persona_assistant.progress.finish` runs it to its result. Several threads may use an assistant
    at once. Every use case may raise StoreError; StoreMissing where there is no store yet and
    nothing to put into one.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.conversations = Conversations(services)
        self.memories = Memories(services)
        self.personality = Personality(services)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, *, create: bool = True) -> None:
        """Checks the engine, then opens the store now rather than at its first use.

        Where there is none it is created, unless `create` is False. Raises EngineError, StoreError.
        """
        self.services.load_engine()
        self.services.open_store(create=create)

    def close(self) -> None:
        """Lets go of the store and the engine. May be called again."""
        self.services.close()

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def engine(self) -> Engine:
        """What answers. Raises EngineError."""
        return self.services.engine

    # --- people

    def add(
        self,
        name: str,
        *,
        images: Iterable[PictureInput] = (),
        voices: Iterable[ClipInput] = (),
        texts: Iterable[str] = (),
        consent: str | None = None,
        anyway: bool = False,
        faces: Iterable[int | None] = (),
        on_notice: Callable[[str], None] = ignore_notice,
        dates: Iterable[DayInput | None] = (),
        same: bool | None = None,
    ) -> Persona:
        """Remembers a person, or more of a person: the first picture, the first clip and the first
        note make one triplet, and so on. All is stored in one transaction, or nothing.

        Of several faces the one that fits the person's other pictures is taken for theirs, else the
        largest; `faces` says otherwise, with the number of the face (from 1, from left to right, as
        `faces` lists them) in the first picture, in the second, and so on, or None. `on_notice` is
        told what was chosen, one sentence each, and in which picture no face was found.

        `dates` are the days on which the first note was written, the second, and so on, as a date
        or in words ("12 March 2024", "yesterday"); a single one is that of all, and a note without
        one has today's. What a note says of yesterday or of somebody's age is reckoned from it.

        A name as it is remembered, or a uid, is that person's. `same` says whether one that only
        looks like it ("john smith") is; False makes a new person in any case.

        Raises BadInput with the code "similar_name" where `same` has to say it and does not, with
        "nobody_similar" where it is True of nobody, with "bad_date" for what is no day that has
        come, and with "no_such_face" for a number that no face has; BadInput for nothing to add;
        MediaError for media in which there is nothing to recognise, or, unless they are to be kept
        `anyway`, too little to recognise somebody by.
        """
        return people.add(
            self.services,
            name,
            images,
            voices,
            texts,
            consent,
            anyway,
            faces,
            on_notice,
            dates,
            same,
        )

    def edit(
        self,
        name: str,
        *,
        new_name: str | None = None,
        aliases: Iterable[str] | None = None,
        consent: str | None = None,
    ) -> Persona:
        """Changes what is given and leaves the rest. `aliases` are all the other names the person
        goes by; a blank `consent` removes what was stored.

        Raises PersonaNotFound, BadInput for a name that somebody else has.
        """
        return people.edit(self.services, name, new_name, aliases, consent)

    def people(self) -> list[Persona]:
        """Everybody, ordered by name."""
        return self.store.people.all()

    def directory(self) -> Directory:
        """Everybody as they are now, to be found by name, alias or words of a note; empty where
        there is no store."""
        from persona_assistant.assistant.directory import Directory

        return Directory(self.services)

    @property
    def me(self) -> Persona | None:
        """The persona that is the user, of whom questions like "what did I promise" are asked; None
        where nothing was added to it. The setting `me` names it."""
        from persona_assistant.assistant import known

        return known.user(self.services)

    def show(self, name: str) -> PersonPage:
        """All that is remembered of a person. Raises PersonaNotFound, naming similar names."""
        return people.show(self.services, name)

    def reject(
        self, name: str, *, image: PictureInput | None = None, voice: ClipInput | None = None
    ) -> Persona:
        """Remembers that a picture or a clip is not of this person: a negative exemplar. A query
        that is nearer to it than to what does show the person is not taken for them by that sense.

        Raises BadInput for nothing to reject, PersonaNotFound, MediaError.
        """
        return people.reject(self.services, name, image, voice)

    def check_people(self) -> PeopleCheck:
        """Who may be in the store twice, and what may lie with the wrong person. Changes
        nothing."""
        from persona_assistant.assistant import calibrate

        return calibrate.check_people(self.services)

    # --- recognising and answering

    def who(
        self,
        text: str | Query = "",
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
    ) -> Edge:
        """Who a picture, a clip or words are about: somebody, one of two, several people, or
        nobody known. The edge has a probe for each face and each speaker.

        Raises BadInput for nothing to recognise, MediaError, ModelError.
        """
        from persona_assistant.assistant import recognise

        return recognise.who(self.services, read_query(text, image, voice))

    def faces(self, image: PictureInput) -> Sequence[Sample]:
        """The faces of a picture from left to right; the first is number 1. Stores nothing.

        Raises MediaError, BadInput where the settings look for no faces.
        """
        from persona_assistant.assistant import faces

        return faces.faces(self.services, read_picture(image))

    def write_face_names(self, photo: Path | str) -> tuple[str, ...]:
        """Writes who is known in a photo into its metadata, as regions that photo programs read;
        returns the names that were added. What another program has named stays, as do pixels and
        all other metadata. A file that cannot hold them gets one beside it: photo.heic.xmp.

        Raises MediaError, BadInput, DiskFull.
        """
        from persona_assistant.assistant.faces import write_names

        return write_names(Path(photo), self.who(image=read_picture(photo)))

    def faces_preview(self, image: PictureInput, faces: Sequence[Sample]) -> bytes:
        """The picture with a frame and its number at each of its `faces`, as a PNG file."""
        from persona_assistant.assistant.faces import preview

        return preview(read_picture(image), faces)

    def sources(self, edge: Edge) -> Mapping[Modality, str]:
        """The names of the stored files that a matched edge stands on, by modality."""
        from persona_assistant.assistant import recognise

        return recognise.sources(self.services, edge)

    def triplet_of(self, evidence: Evidence) -> Triplet:
        """What evidence was taken from, in full: the note, picture or clip as it is stored.

        Raises BadInput with the code "no_such_triplet" when it was forgotten since.
        """
        from persona_assistant.assistant import recognise

        return recognise.triplet_of(self.services, evidence)

    def explain(self, edge: Edge) -> Explanation:
        """Each face and each speaker of an edge beside what is remembered of the person it is or
        would be next: why somebody is known, or is not."""
        from persona_assistant.assistant import explain

        return explain.explain(self.services, edge)

    def ask(
        self,
        question: str | Query,
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
        conversation: Conversation | int | None = None,
        on_text: Callable[[str], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """Answers from what is remembered of the person the question is about, or abstains.

        `on_text` receives the answer piece by piece. In a `conversation` the question may lean on
        the turns before, which the engine reads too, and question and answer become its next.
        `cancel` ends the answer early; what was said by then is the answer. Raises BadInput for no
        question, MediaError, EngineError.
        """
        events = self.stream(
            question, image=image, voice=voice, conversation=conversation, cancel=cancel
        )
        return finish(events, on_text=on_text)

    def stream(
        self,
        question: str | Query,
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
        conversation: Conversation | int | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Progress | TextPiece | Done[Answer]]:
        """As `ask`, as events: `Progress` for each stage, `TextPiece` as the text comes, `Done`."""
        from persona_assistant.assistant import answer

        query = read_query(question, image, voice)
        known = None if conversation is None else id_of(conversation)
        return answer.stream(self.services, query, known, cancel)

    def conversation(
        self,
        which: Conversation | int | Literal["latest"] | None = None,
        *,
        title: str = "",
    ) -> OpenConversation:
        """A conversation in which a question may lean on the ones before it ("and where did I meet
        her?"): a new one, the one given, or the latest. A new one takes its title from its first
        question unless there is a `title`.

        Raises BadInput with the code "no_such_conversation", or "no_conversation" where there is no
        latest.
        """
        from persona_assistant.assistant.longterm import after_answer
        from persona_assistant.assistant.open_conversation import OpenConversation

        after_answer.resume(self.services)
        found = self.conversations.latest() if which == "latest" else which
        return OpenConversation(self.services, found, title)

    def hear(self, clip: ClipInput) -> str:
        """What is said in a clip. Raises EngineMissing without a transcriber, BadInput when nothing
        is said, MediaError."""
        from persona_assistant.assistant import recognise

        return recognise.hear(self.services, read_clip(clip))

    def prepare(
        self,
        text: str | Query = "",
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
        cancel: CancelToken | None = None,
    ) -> Edge:
        """Begins to work on a question whose words are still to come: decides who its picture or
        clip is of, and has the engine read what is remembered of them, so that `ask` begins to
        answer sooner.

        For a thread of its own; `cancel` ends it when the question is there. Raises as `who` does,
        and EngineError.
        """
        from persona_assistant.assistant import answer

        return answer.prepare(self.services, read_query(text, image, voice), cancel)

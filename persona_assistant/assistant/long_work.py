"""The use cases that take long: iterators of events that end with `Done`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.assistant.services import Services
from persona_assistant.progress import CancelToken, Done, Notice, Progress

if TYPE_CHECKING:
    from persona_assistant.assistant.bulk import EncodeReport
    from persona_assistant.assistant.calibrate import CalibrationReport
    from persona_assistant.assistant.unmatched import Unmatched
    from persona_assistant.enrolment import BackgroundEncoding, Enrolled
    from persona_assistant.enrolment.folder import Survey
    from persona_assistant.pmg import Clip, Picture


class LongWork:
    """Part of `Assistant`."""

    services: Services

    def enrol(
        self,
        folder: Path | str,
        *,
        consent: str | None = None,
        anyway: bool = False,
        cancel: CancelToken | None = None,
    ) -> Iterator[Progress | Notice | Done[Enrolled]]:
        """Remembers everybody whose folder lies in `folder`: pictures, clips and .txt notes.

        The same call goes on with what is new. `cancel` ends it early, with all that is done
        stored. Raises BadInput for a folder without people; what was stored before an error stays.
        """
        from persona_assistant.assistant import bulk

        return bulk.enrol(self.services, folder, consent, anyway, cancel)

    def plan_enrol(self, folder: Path | str) -> Survey:
        """What `enrol` would look at: every file of the folder and whose it is; opens none of them.

        Raises BadInput for a folder without people.
        """
        from persona_assistant.enrolment.folder import survey

        return survey(Path(folder))

    def unmatched(
        self, folder: Path | str, *, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Notice | Unmatched | Done[int]]:
        """Looks for whom the pictures and clips of a folder are of, and gives those that are of
        nobody known or of one of several people; the result is how many. Stores nothing.

        A notice names each file that cannot be used. Raises BadInput for a folder without any.
        """
        from persona_assistant.assistant import unmatched

        return unmatched.in_folder(self.services, Path(folder), cancel)

    def look_again(self, medium: Picture | Clip) -> Unmatched | None:
        """Whom a picture or clip is of now; None where it is somebody's who is remembered."""
        from persona_assistant.assistant import unmatched

        return unmatched.look_again(self.services, medium)

    def encode(
        self, *, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Done[EncodeReport]]:
        """Has the encoders see, hear and read what they have not yet.

        `cancel` ends it early, with all that is done stored. Raises ModelError; what was stored
        before an error stays.
        """
        from persona_assistant.assistant import bulk

        return bulk.encode(self.services, cancel)

    def catch_up(self) -> BackgroundEncoding | None:
        """As `encode`, in the background, while questions go on. Returns the run, None when there
        is nothing to do."""
        return self.services.selector.catch_up()

    def precompute(
        self, name: str, *, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Notice | Done[int]]:
        """Has a local model look at and listen to what is remembered of a person, once and for all
        later questions; its result is how many pictures and clips that were.

        Does nothing with an engine that keeps nothing. May be left out; then the first question
        takes longer. Raises PersonaNotFound, EngineError.
        """
        from persona_assistant.assistant import bulk

        return bulk.precompute(self.services, name, cancel)

    @property
    def precomputes(self) -> bool:
        """Whether `precompute` does anything with this engine."""
        from persona_assistant.assistant import bulk

        return bulk.precomputes(self.services)

    def calibrate(
        self, *, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Done[CalibrationReport]]:
        """Measures how well people are told apart, by asking about every picture and clip as if it
        were new, and judges by that from now on. With too few people nothing changes.

        Raises Cancelled; what was measured by then is kept.
        """
        from persona_assistant.assistant import calibrate

        return calibrate.calibrate(self.services, cancel)

    def forget_calibration(self) -> CalibrationReport:
        """Judges by what is shipped again."""
        from persona_assistant.assistant import calibrate

        return calibrate.forget_calibration(self.services)

"""A Hugging Face hub, or a mirror of one, as a source of models and data sets.

The only module that knows huggingface-hub. Of that library it uses what finds, authorises and
transfers a file; where the bytes go is decided here, because since its version 1 the library's own
download forgets what it has when it is killed. A file is always fetched from the commit whose hash
was read. Nothing is reported home, and a token saved for Hugging Face is not shown to a mirror.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import BinaryIO, Literal

from persona_assistant import __version__
from persona_assistant.errors import PullError
from persona_assistant.weights.catalog import PART, CatalogFile
from persona_assistant.weights.source import Offer, Offers, Wanted, agreed

HOME = "https://huggingface.co"

_WHO = {"library_name": "persona-assistant", "library_version": __version__}
"""All that a hub is told about who asks, beside the versions of its own library and of Python."""


class Hub:
    doing = "fetching"

    def __init__(
        self, token: str | None = None, kind: Literal["model", "dataset"] = "model"
    ) -> None:
        """The hub that HF_ENDPOINT names; `token` otherwise comes from HF_TOKEN."""
        self._kind = kind
        # What the door that asks for it lets a person say.
        self._yourself = "say --from FOLDER" if kind == "model" else "say where it is with --data"
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
        self.origin = (os.environ.get("HF_ENDPOINT") or HOME).rstrip("/")
        said = token or os.environ.get("HF_TOKEN")
        # None lets the library take the one that `hf auth login` saved.
        self._token: str | bool | None = said or (None if self.origin == HOME else False)

    def offers(self, wanted: Wanted) -> Offers:
        if wanted.patterns:
            return self._matching(wanted)
        files, commit = [], wanted.revision
        for file in wanted.files:
            about = self._about(wanted, file.path, commit)
            commit = about.commit_hash
            linked = about.etag if len(about.etag) == 64 else None
            files.append(
                Offer(
                    path=file.path,
                    role=file.role,
                    size=about.size,
                    sha256=agreed(file, linked, self.origin),
                    git_blob=about.etag if len(about.etag) == 40 else None,
                    identity=f"{commit} {about.etag} {about.size}",
                )
            )
        return Offers(commit, tuple(files))

    def give(self, wanted: Wanted, offers: Offers, file: Offer, have: int, into: BinaryIO) -> None:
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils import build_hf_headers, disable_progress_bars

        url = self._url(wanted, file.path, offers.revision)
        headers = build_hf_headers(token=self._token, **_WHO)
        # A compressed answer could not be continued in its middle.
        headers["Accept-Encoding"] = "identity"
        disable_progress_bars()
        with self._plainly(wanted, file.path):
            try:
                http_get(url, into, resume_size=have, headers=headers, expected_size=file.size)
            except HfHubHTTPError as error:
                if error.response.status_code != 416 or not have:
                    raise
                # Nothing there after `have` bytes: what is here is of another content.
                into.seek(0)
                into.truncate()
                http_get(url, into, headers=headers, expected_size=file.size)

    def _url(self, wanted: Wanted, path: str, revision: str | None) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(
            wanted.repository, path, repo_type=self._kind, revision=revision, endpoint=self.origin
        )

    def _about(self, wanted: Wanted, path: str, revision: str):
        from huggingface_hub import get_hf_file_metadata

        url = self._url(wanted, path, revision)
        with self._plainly(wanted, path):
            about = get_hf_file_metadata(url, token=self._token, endpoint=self.origin, **_WHO)
        if not (about.commit_hash and about.etag):
            raise self._is_no_hub()
        return about

    def _is_no_hub(self) -> PullError:
        return PullError(
            f"{self.origin} does not answer like a model hub; check HF_ENDPOINT, and that no login page "
            "of a network or proxy stands in between"
        )

    def _matching(self, wanted: Wanted) -> Offers:
        from huggingface_hub import HfApi
        from huggingface_hub.hf_api import RepoFile

        api = HfApi(endpoint=self.origin, token=self._token, **_WHO)
        with self._plainly(wanted, wanted.repository):
            where = {"repo_id": wanted.repository, "repo_type": self._kind}
            try:
                commit = api.repo_info(revision=wanted.revision, **where).sha
                tree = list(api.list_repo_tree(revision=commit, recursive=True, **where))
            except (ValueError, TypeError, KeyError, AttributeError):
                raise self._is_no_hub() from None
        found = [
            each
            for each in tree
            if isinstance(each, RepoFile)
            and any(fnmatch(each.path, pattern) for pattern in wanted.patterns)
        ]
        if not found:
            raise PullError(
                f"{wanted.repository} on {self.origin} holds nothing called {', '.join(wanted.patterns)}; "
                f"update persona-assistant, or fetch the files yourself and {self._yourself}"
            )
        for each in found:
            if not is_inside(each.path):
                raise PullError(
                    f"{self.origin} names a file outside its repository, {each.path!r}; use another mirror"
                )
        return Offers(
            commit,
            tuple(
                Offer(
                    path=each.path,
                    role=PART,
                    size=each.size,
                    sha256=agreed(
                        CatalogFile(each.path), each.lfs.sha256 if each.lfs else None, self.origin
                    ),
                    git_blob=None if each.lfs else each.blob_id,
                    identity=f"{each.lfs.sha256 if each.lfs else each.blob_id} {each.size}",
                )
                for each in sorted(found, key=lambda each: each.path)
            ),
        )

    @contextmanager
    def _plainly(self, wanted: Wanted, what: str) -> Iterator[None]:
        """The library's errors as one line of ours. Trouble with our own disk passes through."""
        import httpx2
        from huggingface_hub import errors, utils

        utils.logging.set_verbosity_error()  # it retries aloud
        elsewhere = f"fetch it elsewhere and {self._yourself}"
        try:
            yield
        except errors.OfflineModeIsEnabled:
            raise PullError(
                f"HF_HUB_OFFLINE is set, so nothing is fetched; unset it, or {elsewhere}"
            ) from None
        except errors.HfHubHTTPError as error:
            raise PullError(self._refusal(wanted, what, error)) from None
        except httpx2.HTTPError as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            raise PullError(
                f"{self.origin} cannot be reached ({why}); check the connection, set HF_ENDPOINT to a "
                f"mirror, or {elsewhere}. What was fetched so far is kept"
            ) from None
        except httpx2.InvalidURL:
            raise PullError(
                f"HF_ENDPOINT is no web address: {self.origin}; correct or unset it"
            ) from None
        except OSError as error:
            if error.errno is not None:
                raise
            # The library's own word for a transfer of another length than was promised.
            raise PullError(
                f"{what} ended early or too late on {self.origin}; pull again to go on where it stopped"
            ) from None

    def _refusal(self, wanted: Wanted, what: str, error) -> str:
        from huggingface_hub import errors

        status = error.response.status_code
        page = f"{HOME}/{'datasets/' if self._kind == 'dataset' else ''}{wanted.repository}"
        if isinstance(error, errors.GatedRepoError) or status in (401, 403):
            return (
                f"{self.origin} does not let this account have {wanted.repository} ({status}); accept its "
                f"terms on {page} if it asks for that, then say --token TOKEN or set HF_TOKEN"
            )
        if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
            return (
                f"{self.origin} has no {what} in {wanted.repository} at {wanted.revision} ({status}); see "
                f"{page}, update persona-assistant, or fetch the file yourself and {self._yourself}"
            )
        return f"{self.origin} answered {status} for {what}; try again later or set HF_ENDPOINT to a mirror"


def is_inside(path: str) -> bool:
    """Whether a path from outside stays below the folder it is meant for, on any system."""
    parts = PurePosixPath(path)
    return (
        bool(path)
        and not parts.is_absolute()
        and ".." not in parts.parts
        and not set(path) & set("\\:\0")
    )

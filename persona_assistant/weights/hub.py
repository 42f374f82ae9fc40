"""A Hugging Face hub, or a mirror of one, as a source of models.

The only module that knows huggingface-hub. Of that library it uses what finds, authorises and transfers
a file; where the bytes go is decided here, because since its version 1 the library's own download
forgets what it has when it is killed. A file is always fetched from the commit whose hash was read.
Nothing is reported home, and a token saved for Hugging Face is not shown to a mirror.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import BinaryIO, Iterator

from persona_assistant import __version__
from persona_assistant.errors import PullError
from persona_assistant.weights.catalog import PART, CatalogFile, CatalogModel
from persona_assistant.weights.source import Offer, Offers, agreed

HOME = "https://huggingface.co"

_WHO = {"library_name": "persona-assistant", "library_version": __version__}
"""All that a hub is told about who asks, beside the versions of its own library and of Python."""


class Hub:
    doing = "fetching"

    def __init__(self, token: str | None = None) -> None:
        """The hub that HF_ENDPOINT names; `token` otherwise comes from HF_TOKEN."""
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
        self.origin = (os.environ.get("HF_ENDPOINT") or HOME).rstrip("/")
        said = token or os.environ.get("HF_TOKEN")
        # None lets the library take the one that `hf auth login` saved.
        self._token: str | bool | None = said or (None if self.origin == HOME else False)

    def offers(self, model: CatalogModel) -> Offers:
        if model.patterns:
            return self._matching(model)
        files, commit = [], model.revision
        for file in model.files:
            about = self._about(model, file.path, commit)
            commit = about.commit_hash
            linked = about.etag if len(about.etag) == 64 else None
            files.append(
                Offer(
                    path=file.path,
                    role=file.role,
                    size=about.size,
                    sha256=agreed(model, file, linked, self.origin),
                    git_blob=about.etag if len(about.etag) == 40 else None,
                    identity=f"{commit} {about.etag} {about.size}",
                )
            )
        return Offers(commit, tuple(files))

    def give(self, model: CatalogModel, offers: Offers, file: Offer, have: int, into: BinaryIO) -> None:
        from huggingface_hub import hf_hub_url
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils import build_hf_headers, disable_progress_bars

        url = hf_hub_url(model.repository, file.path, revision=offers.revision, endpoint=self.origin)
        headers = build_hf_headers(token=self._token, **_WHO)
        # A compressed answer could not be continued in its middle.
        headers["Accept-Encoding"] = "identity"
        with self._plainly(model, file.path), disable_progress_bars():
            try:
                http_get(url, into, resume_size=have, headers=headers, expected_size=file.size)
            except HfHubHTTPError as error:
                if error.response.status_code != 416 or not have:
                    raise
                # Nothing there after `have` bytes: what is here is of another content.
                into.seek(0)
                into.truncate()
                http_get(url, into, headers=headers, expected_size=file.size)

    def _about(self, model: CatalogModel, path: str, revision: str):
        from huggingface_hub import get_hf_file_metadata, hf_hub_url

        url = hf_hub_url(model.repository, path, revision=revision, endpoint=self.origin)
        with self._plainly(model, path):
            about = get_hf_file_metadata(url, token=self._token, endpoint=self.origin, **_WHO)
        if not (about.commit_hash and about.etag):
            raise PullError(
                f"{self.origin} does not answer like a model hub; check HF_ENDPOINT, and that no login page "
                "of a network or proxy stands in between"
            )
        return about

    def _matching(self, model: CatalogModel) -> Offers:
        from huggingface_hub import HfApi
        from huggingface_hub.hf_api import RepoFile

        api = HfApi(endpoint=self.origin, token=self._token, **_WHO)
        with self._plainly(model, model.repository):
            commit = api.model_info(model.repository, revision=model.revision).sha
            tree = list(api.list_repo_tree(model.repository, revision=commit, recursive=True))
        wanted = [
            each
            for each in tree
            if isinstance(each, RepoFile) and any(fnmatch(each.path, pattern) for pattern in model.patterns)
        ]
        if not wanted:
            raise PullError(
                f"{model.repository} on {self.origin} holds nothing called {', '.join(model.patterns)}; "
                "update persona-assistant, or fetch the files yourself and say --from FOLDER"
            )
        for each in wanted:
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
                        model, CatalogFile(each.path), each.lfs.sha256 if each.lfs else None, self.origin
                    ),
                    git_blob=None if each.lfs else each.blob_id,
                    identity=f"{commit} {each.lfs.sha256 if each.lfs else each.blob_id} {each.size}",
                )
                for each in sorted(wanted, key=lambda each: each.path)
            ),
        )

    @contextmanager
    def _plainly(self, model: CatalogModel, what: str) -> Iterator[None]:
        """The library's errors as one line of ours. Trouble with our own disk passes through."""
        import httpx2
        from huggingface_hub import errors, utils

        utils.logging.set_verbosity_error()  # it retries aloud
        elsewhere = "fetch it elsewhere and say --from FOLDER"
        try:
            yield
        except errors.OfflineModeIsEnabled:
            raise PullError(
                f"HF_HUB_OFFLINE is set, so nothing is fetched; unset it, or {elsewhere}"
            ) from None
        except errors.HfHubHTTPError as error:
            raise PullError(self._refusal(model, what, error)) from None
        except httpx2.HTTPError as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            raise PullError(
                f"{self.origin} cannot be reached ({why}); check the connection, set HF_ENDPOINT to a "
                f"mirror, or {elsewhere}. What was fetched so far is kept"
            ) from None
        except httpx2.InvalidURL:
            raise PullError(f"HF_ENDPOINT is no web address: {self.origin}; correct or unset it") from None
        except OSError as error:
            if error.errno is not None:
                raise
            # The library's own word for a transfer of another length than was promised.
            raise PullError(
                f"{what} ended early or too late on {self.origin}; pull again to go on where it stopped"
            ) from None

    def _refusal(self, model: CatalogModel, what: str, error) -> str:
        from huggingface_hub import errors

        status = error.response.status_code
        page = f"{HOME}/{model.repository}"
        if isinstance(error, errors.GatedRepoError) or status in (401, 403):
            return (
                f"{self.origin} does not let this account have {model.repository} ({status}); accept its "
                f"terms on {page} if it asks for that, then say --token TOKEN or set HF_TOKEN"
            )
        if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
            return (
                f"{self.origin} has no {what} in {model.repository} at {model.revision} ({status}); see "
                f"{page}, update persona-assistant, or fetch the file yourself and say --from FOLDER"
            )
        return f"{self.origin} answered {status} for {what}; try again later or set HF_ENDPOINT to a mirror"


def is_inside(path: str) -> bool:
    """Whether a path from outside stays below the folder it is meant for, on any system."""
    parts = PurePosixPath(path)
    return bool(path) and not parts.is_absolute() and ".." not in parts.parts and not set(path) & set("\\:\0")

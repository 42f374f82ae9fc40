"""A Hugging Face hub, or a mirror of one, as a source of models and datasets.

The only module that knows huggingface-hub. That library finds, authorises and transfers a file;
where the bytes go is decided here, because its own download has forgotten since version 1 what it
has when it is killed. A file always comes from the commit whose hash was read. Nothing is reported
home, and a token that was saved for Hugging Face is not shown to a mirror.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any, Literal

from persona_assistant import __version__
from persona_assistant.errors import PullError
from persona_assistant.weights.catalog import PART, CatalogFile
from persona_assistant.weights.source import (
    DownloadSpec,
    Listing,
    RemoteFile,
    WritableFile,
    expected_sha256,
)

HOME = "https://huggingface.co"

_CLIENT = {"library_name": "persona-assistant", "library_version": __version__}
"""All that a hub learns about its client, beside the versions of its own library and of Python."""

Kind = Literal["model", "dataset"]


@dataclass(frozen=True)
class _Elsewhere:
    """What to do where the hub cannot help; a door adds by `code` how to say it."""

    words: str
    code: str


_ELSEWHERE: dict[Kind, _Elsewhere] = {
    "model": _Elsewhere("download the files elsewhere and pull from their folder", "pull_offline"),
    "dataset": _Elsewhere("download the files elsewhere and use that copy", "use_local_dataset"),
}


class Hub:
    stage = "downloading"

    def __init__(self, token: str | None = None, kind: Kind = "model") -> None:
        """The hub that HF_ENDPOINT names; `token` None: the one in HF_TOKEN."""
        self.origin = (os.environ.get("HF_ENDPOINT") or HOME).rstrip("/")
        self._kind: Kind = kind
        self._elsewhere = _ELSEWHERE[kind]
        given = token or os.environ.get("HF_TOKEN")
        # None lets the library use the token that `hf auth login` saved.
        self._token: str | bool | None = given or (None if self.origin == HOME else False)

    def listing(self, spec: DownloadSpec) -> Listing:
        return self._matching(spec) if spec.patterns else self._named(spec)

    def fetch(
        self, spec: DownloadSpec, listing: Listing, file: RemoteFile, start: int, into: WritableFile
    ) -> None:
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils import build_hf_headers, disable_progress_bars

        url = self._url(spec, file.path, listing.revision)
        headers = build_hf_headers(token=self._token, **_CLIENT)
        # A compressed answer could not be continued in its middle.
        headers["Accept-Encoding"] = "identity"
        disable_progress_bars()
        with self._hub_errors(spec, file.path):
            try:
                http_get(url, into, resume_size=start, headers=headers, expected_size=file.size)
            except HfHubHTTPError as error:
                if error.response.status_code != 416 or not start:
                    raise
                # Nothing follows byte `start`: the partial file is of another content.
                into.seek(0)
                into.truncate()
                http_get(url, into, headers=headers, expected_size=file.size)

    # --- what there is

    def _named(self, spec: DownloadSpec) -> Listing:
        files, commit = [], spec.revision
        for file in spec.files:
            metadata = self._metadata(spec, file.path, commit)
            commit = metadata.commit_hash
            etag = metadata.etag
            files.append(
                RemoteFile(
                    path=file.path,
                    role=file.role,
                    size=metadata.size,
                    sha256=expected_sha256(file, etag if len(etag) == 64 else None, self.origin),
                    git_blob=etag if len(etag) == 40 else None,
                    identity=f"{commit} {etag} {metadata.size}",
                )
            )
        return Listing(commit, tuple(files))

    def _metadata(self, spec: DownloadSpec, path: str, revision: str) -> Any:
        from huggingface_hub import get_hf_file_metadata

        url = self._url(spec, path, revision)
        with self._hub_errors(spec, path):
            metadata = get_hf_file_metadata(url, token=self._token, endpoint=self.origin, **_CLIENT)
        if not (metadata.commit_hash and metadata.etag):
            raise self._no_hub()
        return metadata

    def _matching(self, spec: DownloadSpec) -> Listing:
        commit, tree = self._tree(spec)
        matching = [
            entry
            for entry in sorted(tree, key=lambda entry: str(entry.path))
            if any(fnmatch(entry.path, pattern) for pattern in spec.patterns)
        ]
        if not matching:
            raise PullError(
                f"{spec.repository} on {self.origin} holds nothing called"
                f" {', '.join(spec.patterns)}; update persona-assistant, or"
                f" {self._elsewhere.words}",
                code=self._elsewhere.code,
            )
        for entry in matching:
            if not is_inside(entry.path):
                raise PullError(
                    f"{self.origin} names a file outside its repository, {entry.path!r}; use"
                    " another mirror"
                )
        return Listing(commit, tuple(map(self._remote_file, matching)))

    def _tree(self, spec: DownloadSpec) -> tuple[str, list[Any]]:
        """The commit and its files, as the library describes them."""
        from huggingface_hub import HfApi
        from huggingface_hub.hf_api import RepoFile

        api = HfApi(endpoint=self.origin, token=self._token, **_CLIENT)
        where = {"repo_id": spec.repository, "repo_type": self._kind}
        with self._hub_errors(spec, spec.repository):
            try:
                commit = api.repo_info(revision=spec.revision, **where).sha
                tree = list(api.list_repo_tree(revision=commit, recursive=True, **where))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise self._no_hub() from None
        return commit, [entry for entry in tree if isinstance(entry, RepoFile)]

    def _remote_file(self, entry: Any) -> RemoteFile:
        sha256 = entry.lfs.sha256 if entry.lfs else None
        return RemoteFile(
            path=entry.path,
            role=PART,
            size=entry.size,
            sha256=expected_sha256(CatalogFile(entry.path), sha256, self.origin),
            git_blob=None if entry.lfs else entry.blob_id,
            identity=f"{sha256 or entry.blob_id} {entry.size}",
        )

    def _url(self, spec: DownloadSpec, path: str, revision: str | None) -> str:
        from huggingface_hub import hf_hub_url

        return str(
            hf_hub_url(
                spec.repository, path, repo_type=self._kind, revision=revision, endpoint=self.origin
            )
        )

    # --- what goes wrong

    @contextmanager
    def _hub_errors(self, spec: DownloadSpec, what: str) -> Iterator[None]:
        """The library's errors as one line of ours. Trouble with our own disk passes through."""
        import httpx2
        from huggingface_hub import errors, utils

        utils.logging.set_verbosity_error()  # it prints its retries
        try:
            yield
        except errors.OfflineModeIsEnabled:
            raise PullError(
                "HF_HUB_OFFLINE is set, so nothing is downloaded; unset it, or"
                f" {self._elsewhere.words}",
                code=self._elsewhere.code,
            ) from None
        except errors.HfHubHTTPError as error:
            raise self._refusal(spec, what, error) from None
        except httpx2.HTTPError as error:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise PullError(
                f"{self.origin} cannot be reached ({reason}); check the connection, set HF_ENDPOINT"
                f" to a mirror, or {self._elsewhere.words}. What was downloaded so far is kept",
                code=self._elsewhere.code,
            ) from None
        except RecursionError:  # an error's text that is nested too deeply
            raise self._no_hub() from None
        except httpx2.InvalidURL:
            raise PullError(
                f"HF_ENDPOINT is no web address: {self.origin}; correct or unset it"
            ) from None
        except OSError as error:
            if error.errno is not None:
                raise
            # The library says so of a transfer that is shorter or longer than promised.
            raise PullError(
                f"{what} ended early or too late on {self.origin}; pull again to continue where it"
                " stopped"
            ) from None

    def _refusal(self, spec: DownloadSpec, what: str, error: Any) -> PullError:
        from huggingface_hub import errors

        status = error.response.status_code
        page = f"{HOME}/{'datasets/' if self._kind == 'dataset' else ''}{spec.repository}"
        if isinstance(error, errors.GatedRepoError) or status in (401, 403):
            return PullError(
                f"{self.origin} does not let this account have {spec.repository} ({status}); accept"
                f" its terms on {page} if it asks for that, then set HF_TOKEN to a token of yours",
                code="token_needed",
                status=status,
            )
        if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
            return PullError(
                f"{self.origin} has no {what} in {spec.repository} at {spec.revision} ({status});"
                f" see {page}, update persona-assistant, or {self._elsewhere.words}",
                code=self._elsewhere.code,
                status=status,
            )
        return PullError(
            f"{self.origin} answered {status} for {what}; try again later or set HF_ENDPOINT to a"
            " mirror",
            code="hub_refused",
            status=status,
        )

    def _no_hub(self) -> PullError:
        return PullError(
            f"{self.origin} does not answer like a model hub; check HF_ENDPOINT, and that no login"
            " page of a network or proxy stands in between",
            code="no_hub",
        )


def is_inside(path: str) -> bool:
    """Whether a path from outside stays below the folder it is meant for, on any system."""
    parts = PurePosixPath(path)
    return (
        bool(path)
        and not parts.is_absolute()
        and ".." not in parts.parts
        and not set(path) & set("\\:\0")
    )

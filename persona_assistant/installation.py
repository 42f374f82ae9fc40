"""What this installation consists of: the packages that it declares, and which of them are there.

What is declared stands in the metadata of the installed package. A checkout that is not installed
has none; its pyproject.toml says the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from persona_assistant import __version__

DISTRIBUTION = "persona-assistant"
_CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Package:
    """A package that the product or one of its extras needs."""

    name: str
    needed: str
    """The versions that will do, as pip writes them, such as ">=2.2,<3"; "" when all will."""
    version: str | None
    """The one that is installed; None when there is none."""
    fits: bool

    def __str__(self) -> str:
        if self.version is None:
            return f"{self.name} is not installed"
        text = f"{self.name} {self.version}"
        return text if self.fits else f"{text} does not fit, {self.needed} is needed"


@dataclass(frozen=True)
class Installation:
    version: str
    installed: bool
    """False for a checkout that runs where it stands."""
    packages: tuple[Package, ...]
    """What every command may need."""
    extras: Mapping[str, tuple[Package, ...]]
    """What each extra adds."""


def read() -> Installation:
    """Looks up every declared package; imports none of them."""
    declared = _from_metadata()
    installed = declared is not None
    if declared is None:
        declared = _from_checkout()
    required, extras = declared
    return Installation(
        __version__,
        installed,
        tuple(_packages(required)),
        {extra: tuple(_packages(lines)) for extra, lines in extras.items()},
    )


_Declared = tuple[list[Requirement], dict[str, list[Requirement]]]
"""What is always required, and what each extra requires."""


def _from_metadata() -> _Declared | None:
    """None when the package is not installed, or when another version of it is."""
    try:
        found = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return None
    if found.version != __version__:
        return None
    requirements = [Requirement(line) for line in found.requires or ()]
    always = [each for each in requirements if _applies(each, "")]
    extras = {
        extra: [each for each in requirements if each not in always and _applies(each, extra)]
        for extra in sorted(found.metadata.get_all("Provides-Extra") or ())
    }
    return always, extras


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _from_checkout() -> _Declared:
    """Nothing when this is no checkout either, but a copy of the package alone."""
    try:
        with open(_CHECKOUT / "pyproject.toml", "rb") as file:
            project = tomllib.load(file)["project"]
    except (FileNotFoundError, KeyError):
        return [], {}
    extras: dict[str, list[Requirement]] = {
        canonicalize_name(extra): [Requirement(line) for line in lines]
        for extra, lines in sorted(project.get("optional-dependencies", {}).items())
    }
    return [Requirement(line) for line in project["dependencies"]], extras


def _packages(requirements: list[Requirement]) -> Iterator[Package]:
    for each in requirements:
        try:
            version = metadata.version(each.name)
        except metadata.PackageNotFoundError:
            yield Package(each.name, str(each.specifier), None, False)
        else:
            fits = each.specifier.contains(version, prereleases=True)
            yield Package(each.name, str(each.specifier), version, fits)

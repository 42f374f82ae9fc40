"""Which tests are left out, and how many may be.

Tests against the originals, marked `torch`, are left out where what they need is not installed. All
that was left out is listed at the end with its reason; `left_out.toml` says what may be.
"""

from __future__ import annotations

import gc
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # how long a test takes says nothing of what is tested

_NETWORKS = {"encoders", "reader", "weights", "train"}
"""Folders of tests that open and run networks to see what they do."""
_ALLOWED = Path(__file__).with_name("left_out.toml")


@pytest.fixture(scope="module", autouse=True)
def shared_networks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Networks are shared by all tests but those of the networks themselves."""
    if request.path.parent.name in _NETWORKS:
        yield
        return
    from tests.support.networks_once import networks_once

    with networks_once():
        yield


@pytest.fixture(scope="module")
def quick_derivation() -> Iterator[None]:
    """A passphrase becomes a key at once, instead of by much work. Only for memories that no other
    process opens: it would make another key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("persona_assistant.memory.derivation._ARGON2_KIB", 64)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected stays to the end, and is not searched for garbage any more


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("torch"):
        for module in ("torch", *marker.args):
            if find_spec(module) is None:
                pytest.skip(f"{module} is not installed: make test-torch")


def too_many(left_out: Counter[str], reasons: list[dict[str, str | int]]) -> list[str]:
    """One line for each reason that is unknown, or given more often than it may be."""
    problems, used = [], Counter[str]()
    for why, count in left_out.items():
        known = next((r for r in reasons if re.search(str(r["pattern"]), why)), None)
        if known is None:
            problems.append(
                f"{count} left out for a reason that left_out.toml does not name: {why}"
            )
        else:
            used[str(known["pattern"])] += count
    for reason in reasons:
        count = used[str(reason["pattern"])]
        if count > int(reason["most"]):
            problems.append(f"{count} left out, at most {reason['most']} may be: {reason['why']}")
    return problems


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    left_out: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out[reason.removeprefix("Skipped: ")] += 1
    if not left_out:
        return
    reporter.section("left out", sep="-")
    for why, count in sorted(left_out.items()):
        reporter.write_line(f"{count:4}  {why}")
    for problem in too_many(left_out, tomllib.loads(_ALLOWED.read_text("utf-8"))["reason"]):
        reporter.write_line(f"error: {problem}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

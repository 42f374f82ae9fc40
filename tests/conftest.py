"""Tests against the originals, marked `torch`, are left out where what they need is not
installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("torch"):
        for module in ("torch", *marker.args):
            if find_spec(module) is None:
                pytest.skip(f"{module} is not installed: make test-torch")

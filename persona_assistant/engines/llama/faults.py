"""How a request ends early inside the child."""

from __future__ import annotations


class LoadFailed(Exception):
    """The model or the projector cannot be loaded; the message is for the user."""


class Refused(Exception):
    """This one prompt cannot be answered; the message is for the user."""


class Stopped(Exception):
    """The request was cancelled, or made way for another."""

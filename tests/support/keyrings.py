"""OS keyrings that are none."""

from __future__ import annotations

from keyring.backend import KeyringBackend


class PocketKeyring(KeyringBackend):
    """A keyring that keeps its secrets in a dict."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]

"""The server of the browser mode, and what it refuses."""

from __future__ import annotations

import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from persona_assistant.errors import BadInput, EngineMissing

try:
    from aiohttp import web
    from textual_serve.server import Server
except ImportError as error:
    raise EngineMissing(
        "The browser mode needs the extra web: pip install 'persona-assistant[web]'",
        code="extra_missing",
    ) from error

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = Path(__file__).with_name("page")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BrowserServer(Server):
    """Serves the command's terminal interface to browsers on this machine that know its token."""

    def __init__(self, words: Sequence[str], *, host: str, port: int) -> None:
        """`words` are the options of the command, such as the store's. Raises BadInput for a host
        that is not this machine's loopback."""
        if host not in LOOPBACK:
            raise BadInput(
                f"the browser mode listens on this machine alone, not on {host}; "
                "use 127.0.0.1, and a tunnel such as ssh -L from elsewhere",
                code="not_loopback",
            )
        command = shlex.join([sys.executable, "-m", "persona_assistant.cli", *words])
        name = f"[{host}]" if ":" in host else host
        super().__init__(
            command,
            host=host,
            port=port,
            title="persona-assistant",
            public_url=f"http://{name}:{port}",
            templates_path=_PAGE,
        )
        self.token = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """What to open in the browser; holds the token."""
        return f"{self.public_url}/{self.token}/"

    def run(self, tell: Callable[[str], None]) -> None:
        """Serves until it is interrupted; `tell` is given the address once it listens. Raises
        BadInput where the port is taken."""

        def listening(_: str) -> None:
            tell(self.address)

        async def made() -> web.Application:
            app = web.Application(middlewares=[self.guard])
            app.add_subapp(f"/{self.token}", await self._make_app())
            return app

        try:
            web.run_app(made(), host=self.host, port=self.port, access_log=None, print=listening)
        except OSError as error:
            raise BadInput(
                f"port {self.port} cannot be listened on ({error.strerror}); choose another",
                code="port_taken",
            ) from error

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is printed but the address."""

    # --- what is refused

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every request passes through here."""
        if request.host.lower() != self.public_url.removeprefix("http://"):
            raise web.HTTPForbidden(text="Another host's name; open the address as it was printed.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() != self.public_url:
            raise web.HTTPForbidden(text="A page of another site may not ask this.")
        _, token, *rest = request.path.split("/")
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            raise web.HTTPForbidden(text="Open the whole address that was printed.")
        if rest == ["ws"] and origin is None:
            raise web.HTTPForbidden(text="A websocket has to say which page it belongs to.")
        response = await handler(request)
        if not response.prepared:
            _harden(response)
        return response


def _harden(response: web.StreamResponse) -> None:
    response.headers.update(
        {
            "Content-Security-Policy": _POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )

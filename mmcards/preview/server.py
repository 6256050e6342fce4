"""The server of the preview's page: on this machine alone, and of the decks it has nothing but what cards show."""

import json
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from socketserver import TCPServer
from threading import Lock, Thread
from typing import Any, ClassVar, Final

from mmcards.errors import CardsError
from mmcards.preview import faces
from mmcards.preview.desk import Desk, Laid, of_print, told
from mmcards.preview.press import Press
from mmcards.writers import media

ADDRESS: Final = "127.0.0.1"

_BEAT: Final = 15.0
"""Seconds between two signs of life to a page that waits for changes."""

_STALLED: Final = 30.0
"""Seconds that a request may take to come."""

_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    **media.TYPES,
}

_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NOTHING: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing has styles of its own. Opened by itself, it runs no script."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: a type by its ending, the content, and what a browser may do with it."""

    ending: str
    content: bytes
    policy: str = _NOTHING
    is_media: bool = False


class Server(ThreadingHTTPServer):
    """Listens at once, and serves from `start` to `stop`. Raises CardsError if the port is taken; 0 is a free one."""

    daemon_threads = False  # so that closing waits for them
    allow_reuse_address = sys.platform != "win32"  # where it lets two programs have one port
    request_queue_size = 64

    def __init__(self, port: int, desk: Desk, press: Press) -> None:
        self.desk = desk
        self.press = press
        self._sockets: set[socket.socket] = set()
        self._sockets_lock = Lock()
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            raise CardsError(
                f"Port {port} cannot be used: {error.strerror}. Leave `--port` out for a free one."
            ) from error
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="mmcards preview")

    def server_bind(self) -> None:
        """As HTTPServer does, but for asking the network what this machine is called, which takes seconds on some."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.port

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        return f"http://{ADDRESS}:{self.port}/"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End all that is under way, and let go of the port."""
        self.desk.close()
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        with self._sockets_lock:
            for each in self._sockets:
                _end(each)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._sockets_lock:
            self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._sockets_lock:
            self._sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has gone is no error; a bug keeps its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "mmcards"
    sys_version = ""
    timeout = _STALLED

    _ROOMS: ClassVar[Mapping[str, str]] = {"": "page.html", "page.js": "page.js", "page.css": "page.css"}

    def do_GET(self) -> None:
        if not self._is_from_here():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path == "/events":
            self._tell_changes()
        elif answer := self._found():
            self._send(answer)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request, those with other methods among them, and say nothing of what was asked for."""
        status = HTTPStatus(code)
        self._send(Answer(".txt", f"{status.phrase}\n".encode()), status)

    def log_message(self, *_: object) -> None:
        """Nothing: the terminal is the author's."""

    def _is_from_here(self) -> bool:
        """Whether a page of ours asks.

        A name that leads here from elsewhere (DNS rebinding) shows in Host, another site in Sec-Fetch-Site. The
        frames of cards have no origin, so that they too are another site; they get media, whose names nobody guesses.
        """
        hosts = {f"{name}:{self.server.port}" for name in (ADDRESS, "localhost")}
        site = self.headers.get("Sec-Fetch-Site", "same-origin")
        free = self.path == "/" or self.path.startswith("/media/")
        return self.headers.get_all("Host") in [[host] for host in hosts] and (free or site in ("same-origin", "none"))

    def _found(self) -> Answer | None:
        """What a path leads to. Each part of it is looked up among names that are known, and none is one of a file."""
        match self.path.removeprefix("/").split("/"):
            case [name] if name in self._ROOMS:
                return _own(self._ROOMS[name])
            case ["state"]:
                return Answer(".json", json.dumps(told(self.server.desk)).encode())
            case ["faces", key, ("front" | "back") as side, ("day" | "night") as time]:
                return self._of_card(key, "face", lambda laid: self._face(laid, side, night=time == "night"))
            case ["paper", key]:
                return self._of_card(key, "paper", self._paper)
            case ["paper", key, place] if place.isascii() and place.isdigit() and len(place) < 4:
                return self._of_card(key, "paper", lambda laid: self._picture(laid, int(place)))
            case ["media", name]:
                return self._media(name)
            case _:
                return None

    def _of_card(self, key: str, kind: str, answer: Callable[[Laid], Answer | None]) -> Answer | None:
        found = (each for each in self.server.desk.state.laid.values() if getattr(each, kind) == key)
        laid = next(found, None)
        return answer(laid) if laid else None

    def _face(self, laid: Laid, side: faces.Side, *, night: bool) -> Answer:
        media = f"http://{self.headers['Host']}/media/"
        content = faces.document(laid.deck, laid.card, side, night=night, media=media)
        return Answer(".html", content.encode(), faces.policy(media))

    def _paper(self, laid: Laid) -> Answer:
        made = self.server.press.printed(laid.paper, laid.deck, laid.card, laid.number)
        return Answer(".json", json.dumps({"pages": len(made.spots), "lines": of_print(made)}).encode())

    def _picture(self, laid: Laid, place: int) -> Answer | None:
        made = self.server.press.printed(laid.paper, laid.deck, laid.card, laid.number)
        return Answer(".png", self.server.press.picture(made, place)) if place < len(made.spots) else None

    def _media(self, name: str) -> Answer | None:
        """A file that cards name. One that has become another since is not it: its content is not what was read."""
        file = self.server.desk.state.media.get(name)
        if file is None:
            return None
        try:
            return Answer(Path(name).suffix, media.content(file), is_media=True)
        except CardsError:
            return None

    def _send(self, answer: Answer, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _TYPES[answer.ending])
        self.send_header("Content-Length", str(len(answer.content)))
        self._send_safeguards(answer.policy, "cross-origin" if answer.is_media else "same-origin")
        self.end_headers()
        self.wfile.write(answer.content)

    def _send_safeguards(self, policy: str, resource: str = "same-origin") -> None:
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cross-Origin-Resource-Policy", resource)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")

    def _tell_changes(self) -> None:
        """Server-sent events (HTML, 9.2): the number of each new version, as long as the page listens."""
        desk = self.server.desk
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self._send_safeguards(_NOTHING)
        self.end_headers()
        last = -1
        while True:
            version = desk.version
            self.wfile.write(b": here\n\n" if version == last else b"data: %d\n\n" % version)
            last = version
            if not desk.wait(last, _BEAT):
                return


def _own(name: str) -> Answer:
    content = files("mmcards.preview").joinpath(name).read_bytes()
    return Answer(Path(name).suffix, content, _PAGE_POLICY)

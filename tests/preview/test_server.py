"""What the preview's server gives away, and to whom."""

import json
import re
import socket
import threading
from pathlib import Path
from typing import Final

import pytest

from mmcards.errors import CardsError
from mmcards.preview.press import Press
from mmcards.preview.server import ADDRESS, Server
from mmcards.writers import Settings
from tests.preview.conftest import Show, Shown

SECRET: Final = "kept from everybody"
SCRIPT: Final = "<script>alert(1)</script>"


@pytest.fixture
def sampled(show: Show, sample: Path) -> Shown:
    return show(sample)


@pytest.fixture
def small(show: Show, tmp_path: Path) -> Shown:
    (tmp_path / "secret.yaml").write_text(SECRET, "utf-8")
    return show("cards:\n- {id: one, question: What is one?, answer: The first.}\n")


def card(shown: Shown, id_: str) -> dict[str, str]:
    cards = json.loads(shown.get("/state").content)["cards"]
    return next(each for each in cards if each["id"] == id_)


def paths(shown: Shown) -> list[str]:
    """Every kind of address that the page asks for."""
    first = json.loads(shown.get("/state").content)["cards"][0]
    own = ["/", "/page.js", "/page.css", "/state"]
    made = [f"/faces/{first['face']}/front/day", f"/paper/{first['paper']}", f"/paper/{first['paper']}/0"]
    return [*own, *made, *(f"/media/{name}" for name in shown.desk.state.media)]


def test_the_page_gets_what_it_asks_for_with_its_type_and_safeguards(sampled: Shown) -> None:
    types = {
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".wav": "audio/wav",
        "/": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        "/state": "application/json",
        "/day": "text/html; charset=utf-8",
        "/0": "image/png",
    }
    for path in paths(sampled):
        answer = sampled.get(path)
        wanted = [kind for ending, kind in types.items() if path.endswith(ending)] or ["application/json"]
        assert (answer.status, answer.headers["content-type"]) == (200, wanted[0]), path
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["cards.test", "cards.test:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.cards.test:{port}", ""]
)
def test_a_foreign_host_is_refused(small: Shown, host: str) -> None:
    for path in ("/", "/state", "/events", "/media/x"):
        answer = small.ask("GET", path, {"Host": host.format(port=small.server.port)})
        assert (answer.status, answer.content) == (403, b"Forbidden\n")
    assert small.ask("GET", "/", {}).status == 403


def test_both_names_of_this_machine_are_right(small: Shown) -> None:
    assert small.ask("GET", "/", {"Host": f"localhost:{small.server.port}"}).status == 200
    assert small.ask("GET", "/", {"Host": f"127.0.0.1:{small.server.port}"}).status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_get_nothing_but_media(sampled: Shown, site: str) -> None:
    for path in paths(sampled):
        free = path == "/" or path.startswith("/media/")
        assert sampled.get(path, **{"Sec-Fetch-Site": site}).status == (200 if free else 403), path
    assert sampled.get("/events", **{"Sec-Fetch-Site": site}).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/cards.yaml", "/deck.yaml", "/deck/cards.yaml", "/../secret.yaml", "/media/../../secret.yaml", "/media/..",
        "/media/%2e%2e/secret.yaml", "/media/..%2fsecret.yaml", "/media/%2e%2e%2fsecret.yaml", "/media//etc/passwd",
        "//etc/passwd", "/media/", "/media", "/faces/", "/paper/", "/paper/x/0", "/faces/x/front/day", "/page.html",
        "/frame.js", "/server.py", "/?x", "/state/", "/media/..\\..\\secret.yaml", "/media/C:\\secret.yaml", "*", "x",
        "http://127.0.0.1/state",
    ],
)  # fmt: skip
def test_a_path_outside_is_refused(small: Shown, path: str) -> None:
    answer = small.get(path)
    assert (answer.status, answer.content) == (404, b"Not Found\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_the_parts_of_a_path_are_looked_up_and_nothing_else(small: Shown) -> None:
    one = card(small, "one")
    for path in (
        f"/faces/{one['face']}/front/noon", f"/faces/{one['face']}/front", f"/faces/{one['paper']}/front/day",
        f"/faces/{one['face']}/front/day/", f"/paper/{one['face']}", f"/paper/{one['paper']}/1",
        f"/paper/{one['paper']}/-1", f"/paper/{one['paper']}/00000000000000000000",
    ):  # fmt: skip
        assert small.get(path).status == 404, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "PATCH"])
def test_other_methods_are_refused(small: Shown, method: str) -> None:
    answer = small.ask(method, "/state", {"Host": f"{ADDRESS}:{small.server.port}"})
    assert answer.status == 501
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_is_no_request_is_refused_and_the_server_goes_on(small: Shown) -> None:
    for sent in (
        b"\0\xff\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b"\r\n\r\n",
        b"",
    ):
        with socket.create_connection((ADDRESS, small.server.port), timeout=5) as connection:
            connection.sendall(sent)
    assert small.get("/state").status == 200


def test_a_file_that_became_a_link_to_another_one_is_not_given(sampled: Shown, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n" + SECRET.encode())
    name, file = next(iter(sampled.desk.state.media.items()))
    Path(file.path).unlink()
    Path(file.path).symlink_to(secret)
    assert sampled.get(f"/media/{name}").status == 404


def test_a_link_out_of_the_deck_is_a_mistake_and_never_shown(small: Shown, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n" + SECRET.encode())
    (small.folder / "link.png").symlink_to(secret)
    small.write("cards.yaml", "cards:\n- {id: one, question: Q, answer: '![a](link.png)'}\n")
    assert "is outside the deck's folder" in "".join(small.desk.state.mistakes)
    assert small.desk.state.media == {}


def test_a_side_may_run_our_two_scripts_and_load_its_media_alone(small: Shown) -> None:
    answer = small.get(f"/faces/{card(small, 'one')['face']}/back/night")
    policy = dict(each.strip().partition(" ")[::2] for each in answer.headers["content-security-policy"].split(";"))
    media = f"http://127.0.0.1:{small.server.port}/media/"
    assert policy.pop("script-src").count("'sha256-") == 2
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": media,
        "media-src": media,
        "base-uri": media,
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    }


def test_what_an_author_writes_is_text_wherever_it_is_shown(small: Shown) -> None:
    text = f"{SCRIPT} <img src=x onerror=alert(1)> </template></style> \"'".replace("'", "''")
    small.write("deck.yaml", f"deck: '{text.replace('<', '< ')}'\nid: small\nuid: 7q2m4kzr\n")
    small.write(
        "cards.yaml",
        f"section: '{text}'\ncards:\n- {{id: one, question: '{text}', answer: '{text}', typed: true, hint: '{text}', "
        f"explanation: '{text}', source: '{text}', label: '{text}'}}\n"
        f"- {{id: two, kind: cloze, text: '{text} {{{{c1::{text}::{text}}}}}', typed: true}}\n",
    )
    assert small.desk.state.mistakes == ()
    for id_ in ("one", "two"):
        for side in ("front", "back"):
            html = small.get(f"/faces/{card(small, id_)['face']}/{side}/day").content.decode()
            tags = re.findall(
                r"<(script|img|/template|/style)", html.replace("<script>\n(()", "").replace("<script>//", "")
            )
            assert [*map(tags.count, ("img", "/template", "/style"))] == [0, 1, 1]
            assert SCRIPT not in html
            assert "alert(1)" in html
    assert SCRIPT in small.get("/state").content.decode()  # which is JSON, and never taken for HTML
    assert small.get("/state").headers["x-content-type-options"] == "nosniff"


def test_changes_are_told_as_they_come(small: Shown) -> None:
    with socket.create_connection((ADDRESS, small.server.port), timeout=10) as connection:
        connection.sendall(f"GET /events HTTP/1.1\r\nHost: {ADDRESS}:{small.server.port}\r\n\r\n".encode())
        stream = connection.makefile("rb")
        while stream.readline().strip():
            pass
        assert stream.readline() == b"data: 1\n"
        stream.readline()
        small.desk.update()
        assert stream.readline() == b"data: 2\n"


def test_a_card_on_paper_has_its_pages_and_its_problems(small: Shown) -> None:
    small.write(
        "cards.yaml",
        "cards:\n- {id: one, question: What is one?, answer: A.}\n"
        "- {id: two, question: 'Which letter is \u0378?', answer: B.}\n",
    )
    good, bad = (json.loads(small.get(f"/paper/{card(small, id_)['paper']}").content) for id_ in ("one", "two"))
    assert good == {"pages": 1, "lines": []}
    assert bad["pages"] == 0
    assert f"{small.folder / 'cards.yaml'}:3:8: no font has" in bad["lines"][0]


def test_a_port_that_is_taken_is_said(small: Shown, tmp_path: Path) -> None:
    with pytest.raises(CardsError, match=f"^Port {small.server.port} cannot be used: "):
        Server(small.server.port, small.desk, Press(tmp_path, Settings()))


def test_the_end_leaves_no_thread_and_no_port(small: Shown) -> None:
    waiting = [socket.create_connection((ADDRESS, small.server.port), timeout=10) for _ in range(3)]
    waiting[0].sendall(f"GET /events HTTP/1.1\r\nHost: {ADDRESS}:{small.server.port}\r\n\r\n".encode())
    waiting[0].recv(1000)
    waiting[1].sendall(b"GET /st")
    small.server.stop()
    assert [
        each.name for each in threading.enumerate() if "mmcards" in each.name or "process_request" in each.name
    ] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((ADDRESS, small.server.port), timeout=5)
    for each in waiting:
        each.close()

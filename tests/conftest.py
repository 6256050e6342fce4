"""What tests of several rooms share: modules that other processes can import, decks as files, and a browser."""

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where a change is judged, all changes are by the same examples; elsewhere each run looks for new ones.
# How long an example takes says more of the machine than of the code.
settings.register_profile("other", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if "CI" in os.environ else "other")

# A shell has what it runs in the background ignore Ctrl-C, and that is handed on to all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

MakeModule: TypeAlias = Callable[[str, str], str]
WriteDeck: TypeAlias = Callable[..., Path]


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeModule]:
    """Makes a module of a name and a source that processes can import, however they are started; gives its name."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    made: list[str] = []

    def make(name: str, source: str) -> str:
        (folder / f"{name}.py").write_text(source, "utf-8")
        made.append(name)
        return name

    yield make
    for name in made:
        sys.modules.pop(name, None)


@pytest.fixture
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spawned process imports the main module of its parent: pytest, which takes longer than any test here."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture(params=[each for each in ("fork", "spawn") if each in multiprocessing.get_all_start_methods()])
def method(request: pytest.FixtureRequest, bare_main: None) -> str:
    """A way of starting processes."""
    name: Final = request.param
    assert isinstance(name, str)
    return name


@pytest.fixture
def write_deck(tmp_path: Path) -> WriteDeck:
    """Writes a deck of one file, named NAME.yaml, with so many cards or with this YAML for its cards."""

    def write(name: str, cards: int | str = 2) -> Path:
        if isinstance(cards, int):
            rows = [
                f"- {{id: card-{n}, question: What is {n}?, answer: The number {n}.}}\n" for n in range(1, cards + 1)
            ]
            cards = "".join(rows)
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"deck: The deck {name}\nuid: uid-{name}\nlanguage: en\ncards:\n{cards}", "utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's configuration would be: a place of its own for each test, and nothing is there."""
    path = tmp_path / "configuration" / "config.yaml"
    monkeypatch.setenv("MMCARDS_CONFIG", str(path))
    return path


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of fonts for all tests, since unpacking them takes longer than most."""
    return tmp_path_factory.mktemp("unpacked")


@pytest.fixture(autouse=True)
def font_cache(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own cache is neither relied on nor written to."""
    monkeypatch.setenv("MMCARDS_CACHE", str(unpacked))


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """The browser that the machine has, one for all tests: starting it takes longer than most of them."""
    named = os.environ.get("MMCARDS_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not named:  # who names a browser wants no test skipped
        pytest.importorskip("playwright.sync_api", reason="the browser is driven with playwright")
    from playwright import sync_api as playwright

    if not found:
        pytest.skip(f"no browser was found: install one of {', '.join(NAMES)}, or name yours in MMCARDS_CHROMIUM")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()

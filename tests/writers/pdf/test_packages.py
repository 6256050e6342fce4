"""Fonts are unpacked once, and whatever is in the cache, or hinders it, the same fonts are printed with."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from mmcards.cache import folder
from mmcards.writers.pdf import font_folders
from mmcards.writers.pdf.packages import in_pymupdf, in_ziafont

ROOT: Final = Path(__file__).parents[3]
NAME: Final = "CascadiaMono_Regular"
MODULE: Final = f"pymupdf_fonts.{NAME}"
UNPACKED: Final[bytes] = importlib.import_module(MODULE).fontbuffer
TRUETYPE: Final = b"\0\1\0\0"
"""How a font with such outlines begins (OpenType specification, the table directory)."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that nothing was kept in yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv("MMCARDS_CACHE", str(path))
    return path


@pytest.fixture
def kept(cache: Path) -> Path:
    """The file of the cache that the font is kept in."""
    in_pymupdf(NAME)
    (path,) = cache.rglob(f"{NAME}-*")
    return path


def unpacks(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the font has to be unpacked when it is asked for; it is the right one in either case."""
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    assert in_pymupdf(NAME) == UNPACKED
    return MODULE in sys.modules


def files_in(cache: Path) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in cache.rglob("*") if path.is_file())


def test_a_font_is_unpacked_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [unpacks(monkeypatch) for _ in range(3)] == [True, False, False]
    assert files_in(cache) == [NAME]


def damaged(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "change",
    [damaged, lambda content: content[:-1], lambda content: content[:40], lambda content: content + b"\0",
     lambda _: b"", lambda content: bytes(len(content)), lambda content: content[32:]],
    ids=["a bit", "without its end", "its beginning", "longer", "empty", "zeros", "without its seal"],
)  # fmt: skip
def test_a_file_that_is_not_as_it_was_is_made_anew(
    kept: Path, change: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_bytes(change(kept.read_bytes()))
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, False]


def test_another_font_in_its_place_is_not_taken_for_it(
    kept: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pymupdf("CascadiaMono_Bold")
    (other,) = cache.rglob("CascadiaMono_Bold-*")
    other.replace(kept)
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, False]


def test_a_newer_package_brings_its_own_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pymupdf_fonts"]:
        monkeypatch.delitem(sys.modules, name)
    found = []
    for version in ("first", "second"):
        package = tmp_path / version / "pymupdf_fonts"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "Small_Regular.py").write_text(f"fontbuffer = b'the {version}'\n", "utf-8")
        with monkeypatch.context() as context:
            context.syspath_prepend(package.parent)
            found += [in_pymupdf("Small_Regular"), in_pymupdf("Small_Regular")]
        for name in ("pymupdf_fonts.Small_Regular", "pymupdf_fonts"):
            monkeypatch.delitem(sys.modules, name)
    assert found == [b"the first"] * 2 + [b"the second"] * 2


def test_a_file_in_the_place_of_the_cache_is_left_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write_text("mine", "utf-8")
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, True]
    assert cache.read_text("utf-8") == "mine"


def test_a_folder_in_the_place_of_a_font_is_left_alone(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.unlink()
    (kept / "mine").mkdir(parents=True)
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, True]
    assert files_in(kept.parent) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is read-only for this user")
def test_a_cache_that_cannot_be_written_to_is_done_without(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.mkdir(mode=0o500)
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_of_a_font_for_which_there_is_no_room_nothing_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        assert unpacks(monkeypatch)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_in(cache) == []
    assert [unpacks(monkeypatch) for _ in range(2)] == [True, False]


def test_a_package_without_its_source_is_unpacked_each_time(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import py_compile

    package = tmp_path / "bundle" / "pymupdf_fonts"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    source = tmp_path / "source.py"
    source.write_text("fontbuffer = b'bundled'\n", "utf-8")
    py_compile.compile(str(source), str(package / "Small_Regular.pyc"))
    for name in [name for name in sys.modules if name.partition(".")[0] == "pymupdf_fonts"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(package.parent)
    assert in_pymupdf("Small_Regular") == b"bundled"
    assert files_in(cache) == []
    for name in ("pymupdf_fonts.Small_Regular", "pymupdf_fonts"):
        monkeypatch.delitem(sys.modules, name)


def test_processes_that_start_at_once_all_have_the_font(cache: Path) -> None:
    told = f"import sys; from mmcards.writers.pdf import packages as p; sys.stdout.buffer.write(p.in_pymupdf({NAME!r}))"
    command = [sys.executable, "-c", told]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    found = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0, 0]
    assert found == {UNPACKED}
    assert files_in(cache) == [NAME]


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/home/ada"}, "/home/ada/.cache/mmcards"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "/var/ada"}, "/var/ada/mmcards"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "var"}, "/home/ada/.cache/mmcards"),
        ("linux", {"HOME": "nowhere"}, None),
        ("darwin", {"HOME": "/Users/ada", "XDG_CACHE_HOME": "/var/ada"}, "/Users/ada/Library/Caches/mmcards"),
        ("win32", {"HOME": "/home/ada", "LOCALAPPDATA": "/Local"}, "/Local/mmcards"),
        ("win32", {"HOME": "/home/ada"}, None),
        ("linux", {"HOME": "/home/ada", "MMCARDS_CACHE": "here"}, "here"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="its absolute paths are others")
def test_the_cache_is_where_the_system_has_those_of_its_user(
    platform: str, variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "MMCARDS_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert folder() == (None if expected is None else Path(expected))


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such list of users")
def test_a_user_who_has_no_home_has_the_fonts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def nobody(_number: int) -> None:
        raise KeyError

    for name in ("HOME", "XDG_CACHE_HOME", "MMCARDS_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "ziafont"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert folder() is None
    assert in_pymupdf(NAME) == UNPACKED
    assert in_ziafont("DejaVuSans.ttf")[:4] == TRUETYPE
    assert Path("/usr/share/fonts") in font_folders.folders() or sys.platform == "darwin"


def test_the_same_bytes_are_printed_whatever_the_cache_has(cache: Path, tmp_path: Path) -> None:
    deck = tmp_path / "one.yaml"
    deck.write_text(
        "deck: D\nuid: abcdefgh\nlanguage: en\ncards: [{question: Why **so**?, answer: '`It` *is*.'}]", "utf-8"
    )
    plain = {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]), "PATH": os.environ["PATH"]}
    with_cache = plain | {"MMCARDS_CACHE": str(cache)}
    blocked = plain | {"MMCARDS_CACHE": str(deck)}
    homeless = plain | {"HOME": "nowhere"}
    written: list[bytes] = []
    for environment in (with_cache, with_cache, blocked, homeless):
        target = tmp_path / f"out{len(written)}"
        command = [sys.executable, "-m", "mmcards", "build", "--format", "pdf", "-o", str(target), str(deck)]
        subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)
        written.append((target / "one.pdf").read_bytes())
    assert len(set(written)) == 1
    assert len(files_in(cache)) >= 4

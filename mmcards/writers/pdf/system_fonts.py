"""The fonts that the machine has, for the scripts that no package covers: which of its files may have a character."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from mmcards.writers.pdf.font_folders import files
from mmcards.writers.pdf.fonts import NoFont, Typeface, in_file

_EAST_ASIAN: Final = re.compile("CJK|HIRAGANA|KATAKANA|HANGUL|BOPOMOFO|IDEOGRAPHIC|FULLWIDTH|HALFWIDTH")
"""How Unicode's names of the characters begin that the fonts of Chinese, Japanese and Korean have."""

_EAST_ASIAN_FILES: Final = {
    "ja": "notosanscjkjp notosansjp hiraginosans ヒラギノ角ゴシック yugothic yugothr meiryo msgothic ipagothic",
    "ko": "notosanscjkkr notosanskr applesdgothicneo malgun nanumgothic gulim unbatang",
    "zh": "notosanscjksc notosanssc pingfang hiraginosansgb stheiti msyh simhei simsun wqy-microhei wqy-zenhei",
    "zh-tw": "notosanscjktc notosanstc pingfang msjh mingliu uming",
}
"""What files are called, without blanks and in small letters: Noto anywhere, then those of macOS, Windows, Linux."""

_TRADITIONAL: Final = re.compile("zh-(hant|tw|hk|mo)")
_COLLECTED: Final = {"ja": "jp", "ko": "kr", "zh": "sc", "zh-tw": "tc"}
"""What the names of the fonts in a collection for all of East Asia say of the country, as Noto's do."""

_SLANTED_OR_ODD: Final = re.compile("italic|oblique|slanted|condensed|thin|light|black|mono|display|serif")


def likely(character: str, bold: bool, language: str) -> Iterator[Typeface]:
    """The system's typefaces that may have a character, the best first; in the end all of them, but for emoji.

    `language` says which country's forms of Chinese characters are wanted.
    """
    yield from of_script(character, bold, language)
    kind = unicodedata.category(character)
    if kind == "So":
        named = [path for path in _files() if re.search("symbol|music|dingbat|emoji", _plain(path))]
    else:
        named = [] if _is_east_asian(character) else list(_files())
    for path in sorted(named, key=lambda path: _rank(path, bold)):
        yield from _faces(path, bold, language)


def of_script(character: str, bold: bool, language: str) -> Iterator[Typeface]:
    """The system's typefaces that are called after a letter's script."""
    if _is_east_asian(character):
        files = _east_asian(language)
    else:
        script = _script(character)
        named = (path for path in _files() if len(script) > 2 and script in _plain(path))
        files = iter(sorted(named, key=lambda path: _rank(path, bold)))
    for path in files:
        yield from _faces(path, bold, language)


def _script(character: str) -> str:
    """How Unicode's name of a character begins, which for letters is their script."""
    return unicodedata.name(character, "").split(" ")[0].split("-")[0].lower()


def _is_east_asian(character: str) -> bool:
    return "\u3000" <= character <= "\u33ff" or bool(_EAST_ASIAN.match(_script(character).upper()))


def of_country(found: Iterable[Typeface], language: str) -> list[Typeface]:
    """Typefaces of a collection in their order, those of the language's country first."""
    return sorted(found, key=lambda each: f"{_COLLECTED[_country(language)]}-" not in each.name.lower())


def _east_asian(language: str) -> Iterator[Path]:
    """The files that may have East Asian letters, those of the language's country first."""
    wanted = _country(language)
    order = (wanted, *(each for each in _EAST_ASIAN_FILES if each != wanted))
    names = (
        "notosanscjk",
        *(name for each in order for name in _EAST_ASIAN_FILES[each].split()),
        "notoserifcjk",
        "cjk",
    )
    for name in names:
        yield from sorted((path for path in _files() if name in _plain(path)), key=lambda path: _rank(path, False))


def _country(language: str) -> str:
    plain = language.lower()
    return "zh-tw" if _TRADITIONAL.match(plain) else plain[:2] if plain[:2] in _EAST_ASIAN_FILES else "zh"


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(map(Path, files())))


def _rank(path: Path, bold: bool) -> tuple[bool, bool, bool, str]:
    name = _plain(path)
    return ("notosans" not in name, bool(_SLANTED_OR_ODD.search(name)), ("bold" in name) is not bold, name)


@cache
def _plain(path: Path) -> str:
    return path.name.lower().replace(" ", "")


def _faces(path: Path, bold: bool, language: str) -> Iterator[Typeface]:
    """The typefaces of a file that are in question, in the weight that is wanted where the file has it."""
    for weight in (path.with_name(path.name.replace("Regular", "Bold")), path) if bold else (path,):
        if found := _opened(weight, bold, language):
            yield found
            return


@cache
def _opened(path: Path, bold: bool, language: str) -> Typeface | None:
    """A file's typeface; of a collection's, that of the country, or else the first."""
    if not path.is_file():
        return None
    try:
        found = list(in_file(path))
    except NoFont:
        return None
    here = of_country(found, language)
    return next((each for each in here if each.is_bold == bold), here[0])

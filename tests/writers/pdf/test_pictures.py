"""Pictures on paper: how large, where, and what of them is in the file."""

import re
import struct
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zlib import crc32

import pytest
from PIL import ExifTags, Image

from mmcards.errors import Mistakes
from mmcards.model import Text
from tests.writers.pdf.conftest import assert_inside, blocks

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import MakeDeck, MakeNote, MakeOptions, Page, Print, PrintCard

Draw: TypeAlias = Callable[..., Path]
Colour: TypeAlias = tuple[int, ...]

RED: Final = (220, 30, 30)
BLUE: Final = (30, 30, 220)
WHITE: Final = (255, 255, 255)
POINTS: Final = 0.75
"""To a pixel, at 96 pixels to an inch."""


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Writes a picture whose left half is red, and whose right half is blue or of this colour."""

    def run(name: str, width: int, height: int, right: Colour = BLUE, mode: str = "RGB", **saved: Any) -> Path:
        image = Image.new("RGBA", (width, height), RED)
        image.paste(right, (width // 2, 0, width, height))
        image.convert(mode).save(tmp_path / name, **saved)
        return tmp_path / name

    return run


def drawing(inner: str) -> str:
    """An SVG of 100 pixels by 100."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{inner}</svg>'


def near(pixel: Any, colour: Colour) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def halves(page: "Page") -> tuple[Any, Any]:
    """The colours in the middle of a picture's halves."""
    (image,) = page.images
    width, height = image.pixels.size
    return image.pixels.getpixel((width // 4, height // 2)), image.pixels.getpixel((width * 3 // 4, height // 2))


# --- what is drawn ---


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.png", "RGB"), ("a.png", "P"), ("a.PNG", "RGBA"), ("a.jpg", "RGB"), ("a.gif", "P"), ("a.webp", "RGB")],
)
def test_a_picture_of_any_format_comes_out_in_its_colours(card: "PrintCard", draw: Draw, name: str, mode: str) -> None:
    page = card(f"![two halves]({draw(name, 80, 40, mode=mode)})")
    left, right = halves(page)
    assert near(left, RED)
    assert near(right, BLUE)
    assert page.images[0].pixels.size == (80, 40)


def test_a_jpeg_in_the_colours_of_print_comes_out_in_those_of_the_screen(card: "PrintCard", draw: Draw) -> None:
    left, right = halves(card(f"![x]({draw('a.jpg', 80, 40, mode='CMYK')})"))
    assert left[0] > 180 > 90 > left[2]
    assert right[2] > 180 > 90 > right[0]


@pytest.mark.parametrize(("name", "mode"), [("a.png", "RGBA"), ("a.png", "LA"), ("a.webp", "RGBA")])
def test_what_is_transparent_is_white_like_the_paper(card: "PrintCard", draw: Draw, name: str, mode: str) -> None:
    left, right = halves(card(f"![x]({draw(name, 80, 40, right=(0, 0, 0, 0), mode=mode)})"))
    assert not near(left, WHITE)
    assert near(right, WHITE)


def test_sixteen_bits_of_grey_are_not_cut_to_their_lower_eight(card: "PrintCard", tmp_path: Path) -> None:
    Image.new("I;16", (40, 40), 0x80FF).save(tmp_path / "a.png")
    left, _ = halves(card(f"![x]({tmp_path / 'a.png'})"))
    assert near(left, (128, 128, 128))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_picture_stands_as_its_camera_was_held(
    card: "PrintCard", tmp_path: Path, orientation: int, name: str
) -> None:
    """Pillow's own reading of the orientation is the yardstick."""
    upright = Image.new("RGB", (90, 60), BLUE)
    upright.paste(RED, (0, 0, 30, 30))  # in the upper left corner
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    noted = Image.Exif()
    noted[ExifTags.Base.Orientation] = orientation
    turned = upright if back is None else upright.transpose(Image.Transpose(back))
    turned.save(tmp_path / name, exif=noted)
    (image,) = card(f"![x]({tmp_path / name})").images
    assert image.pixels.size == (90, 60)
    assert (image.right - image.left) / (image.top - image.bottom) == pytest.approx(1.5, abs=0.02)
    corners = [(5, 5), (85, 5), (5, 55), (85, 55)]
    assert [near(image.pixels.getpixel(corner), RED) for corner in corners] == [True, False, False, False]


# --- where it stands, and how large ---


def test_a_picture_parts_its_paragraph_and_what_is_around_it_keeps_its_style(card: "PrintCard", draw: Draw) -> None:
    page = card("What?", f"before **strong\n![x]({draw('a.png', 80, 40)})\nafter** it")
    (image,) = page.images
    assert page.rows[1:] == ["before strong", "after it"]
    before, after = page.run("before"), page.run("after")
    assert after.font == "FiraGO-Bold"
    assert before.box.bottom > image.top > image.bottom > after.box.top
    assert before.box.bottom - image.top < 1.5 * before.size
    assert image.bottom - after.box.top < 1.5 * before.size


def test_a_small_picture_is_as_large_as_on_a_screen(card: "PrintCard", draw: Draw) -> None:
    (image,) = card(f"What? ![x]({draw('a.png', 32, 16)})").images
    assert image.right - image.left == pytest.approx(32 * POINTS, abs=0.1)
    assert image.top - image.bottom == pytest.approx(16 * POINTS, abs=0.1)


def test_a_short_question_and_its_picture_stand_in_the_middle(card: "PrintCard", draw: Draw) -> None:
    page = card(f"What is this, and what is it that stands before it? ![x]({draw('a.png', 200, 100)})")
    first, second, _answer = page.face
    (image,) = page.images
    for each in (first.box, second.box, image):
        assert (each.left + each.right) / 2 == pytest.approx(page.width / 2, abs=6)
    assert first.size == 28


@pytest.mark.parametrize("sheet", ["a4", "a6", "3x5"])
@pytest.mark.parametrize("shape", [(3000, 2000), (400, 3000), (3000, 100)])
def test_a_large_picture_fills_its_half_in_one_direction_and_keeps_its_shape(
    card: "PrintCard", draw: Draw, sheet: str, shape: tuple[int, int]
) -> None:
    page = card(f"What is this? ![x]({draw('a.png', *shape)})", page=sheet)
    assert_inside(page)
    (image,) = page.images
    width, height = image.right - image.left, image.top - image.bottom
    assert width / height == pytest.approx(shape[0] / shape[1], rel=0.01)
    assert width > 0.75 * page.width or height > 0.25 * page.height


def test_text_gives_way_until_a_picture_has_eight_of_its_lines(card: "PrintCard", draw: Draw) -> None:
    large = draw("a.png", 1200, 800)
    sizes = []
    for count in (5, 30, 60, 90, 120, 150):
        page = card("What?", f"{'word ' * count}\n\n![x]({large})")
        (image,) = page.images
        (size,) = {run.size for run in page.face[1:]}
        sizes.append(size)
        assert image.top - image.bottom > 8 * 1.2 * size
        assert_inside(page)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_at_the_smallest_size_a_picture_takes_what_room_there_is_down_to_three_lines(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", draw: Draw
) -> None:
    large = draw("a.png", 900, 600)
    heights = []
    for count in range(200, 320, 10):
        first, *others = printed(deck(note("a", "What?", f"{'word ' * count}\n\n![x]({large})"))).pages
        heights += [image.top - image.bottom for image in first.images if not others]
    assert heights[0] > 8 * 1.2 * 12 > 60 > heights[-1] > 3 * 1.2 * 12
    assert heights == sorted(heights, reverse=True)


def test_pictures_of_a_face_are_equally_high_where_there_is_not_room_for_all(card: "PrintCard", draw: Draw) -> None:
    one, other, small = draw("a.png", 900, 600), draw("b.png", 800, 900), draw("c.png", 40, 20)
    page = card("What?", f"![x]({one})\n\n![y]({other})\n\n![z]({small})")
    heights = [image.top - image.bottom for image in page.images]
    assert heights[0] == pytest.approx(heights[1], abs=0.1)
    assert heights[2] == pytest.approx(20 * POINTS, abs=0.1)
    assert_inside(page)


def test_what_has_no_room_goes_on_on_a_further_page(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", draw: Draw
) -> None:
    paths = [draw(f"{number}.png", 600 + number, 700) for number in range(12)]
    result = printed(deck(note("a", "What?", "One. " + "\n\n".join(f"![x]({path})" for path in paths))))
    assert len(result.pages) > 1
    assert [image.pixels.size[0] for page in result.pages for image in page.images] == [600 + n for n in range(12)]
    for page in result.pages:
        assert_inside(page)
        assert all(image.top - image.bottom > 90 for image in page.images)


def test_a_picture_is_an_option_behind_its_box_and_a_verdict_behind_its_tick(
    card: "PrintCard", draw: Draw, options: "MakeOptions"
) -> None:
    wide, square = draw("a.png", 200, 100), draw("b.png", 90, 90)
    page = card("Which?", options(f"![wide]({wide})", f"![square]({square})"))
    *choices, verdict = page.images
    assert len(choices) == 2
    marks = [shape for shape in page.shapes if shape.kind in ("box", "tick")]
    for mark, image in zip(marks, (*choices, verdict), strict=True):
        assert mark.right < image.left
        assert image.top - 30 < mark.top < image.top + 5
    assert verdict.pixels.size == (200, 100)


# --- what is in the file ---


def test_a_picture_is_in_the_file_once_however_often_it_is_drawn_and_whatever_its_name(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", draw: Draw
) -> None:
    one, same = draw("a.png", 80, 40), draw("b.png", 80, 40)
    result = printed(deck(note("a", f"![x]({one})", f"![x]({one})"), note("b", f"![x]({same})")))
    assert [len(page.images) for page in result.pages] == [2, 1]
    assert len(re.findall(rb"/Subtype/Image", result.path.read_bytes())) == 1


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_no_more_pixels_are_kept_than_are_printed(card: "PrintCard", draw: Draw, name: str) -> None:
    for shape in ((3000, 1500), (1500, 3000)):
        (image,) = card(f"![x]({draw(name, *shape)})", page="3x5").images
        width, height = image.pixels.size
        assert 290 <= width / (image.right - image.left) * 72 <= 301
        assert width / height == pytest.approx(shape[0] / shape[1], rel=0.01)


def test_a_photograph_is_made_smaller_and_stays_sharp(card: "PrintCard", tmp_path: Path) -> None:
    stripes = Image.new("L", (1600, 800))
    for left in range(0, 1600, 8):
        stripes.paste(255, (left, 0, left + 4, 800))
    stripes.save(tmp_path / "a.jpg")
    (image,) = card(f"![x]({tmp_path / 'a.jpg'})", page="3x5").images
    assert image.pixels.size[0] < 800
    shades = image.pixels.convert("L").crop((100, 100, 200, 110)).tobytes()
    assert min(shades) < 60 < 195 < max(shades)


def test_the_largest_of_its_places_says_how_many_pixels_of_a_picture_are_kept(card: "PrintCard", draw: Draw) -> None:
    large = draw("a.png", 2000, 1500)
    page = card(f"![x]({large})", f"{'word ' * 150} ![x]({large})")
    front, back = page.images
    assert front.right - front.left > 1.5 * (back.right - back.left)
    assert front.pixels.size[0] / (front.right - front.left) * 72 == pytest.approx(300, abs=2)


def test_a_jpeg_that_is_not_too_large_is_kept_as_it_is(card: "PrintCard", draw: Draw) -> None:
    path = draw("a.jpg", 80, 40)
    assert card(f"![x]({path})").images[0].packed == ["DCTDecode"]


# --- what cannot be printed ---


def mistakes(printed: "Print", deck: Any) -> Any:
    with pytest.raises(Mistakes) as caught:
        printed(deck)
    return caught.value.problems


def test_files_that_cannot_be_read_are_mistakes_at_each_of_their_cards(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", draw: Draw, tmp_path: Path
) -> None:
    text, cut, gone = tmp_path / "text.png", tmp_path / "cut.jpg", draw("gone.png", 4, 4)
    text.write_text("no picture")
    noise = Image.effect_noise((300, 300), 90)
    noise.save(tmp_path / "whole.jpg")
    cut.write_bytes((tmp_path / "whole.jpg").read_bytes()[:9000])
    notes = [note("a"), note("bb", f"![x]({text})"), note("ccc", "Q", f"![x]({cut})"), note("dddd", f"![x]({cut})")]
    notes.append(note("eeeee", f"![x]({gone})"))
    gone.unlink()
    found = mistakes(printed, deck(*notes))
    assert [problem.place for problem in found] == [each.place for each in notes[1:]]
    assert found[0].message == f"the picture `{text}` cannot be printed: it is no PNG, JPEG, GIF or WebP picture"
    assert f"the picture `{cut}` cannot be printed: it is broken" in found[1].message
    assert "`--format apkg`" in found[0].hint


def test_a_picture_of_too_many_pixels_is_a_mistake_before_they_are_read(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, width in (("more.png", 100_001), ("far-more.png", 1_000_000)):
        chunks = (b"IHDR", struct.pack(">IIBBBBB", width, 1000, 1, 0, 0, 0, 0)), (b"IDAT", b"")
        packed = [
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data)) for kind, data in chunks
        ]
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was read"))
    notes = [note("a", f"![x]({tmp_path / 'more.png'})"), note("bb", f"![x]({tmp_path / 'far-more.png'})")]
    found = mistakes(printed, deck(*notes))
    assert [problem.place for problem in found] == [each.place for each in notes]
    assert all(problem.message.endswith("it has more than 64 million pixels") for problem in found)


def test_what_of_a_drawing_cannot_be_printed_is_a_warning_at_each_of_its_cards(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", tmp_path: Path
) -> None:
    path = tmp_path / "owl.svg"
    path.write_text(drawing('<rect width="9" height="9" style="filter: blur(1px)"/><foreignObject/>'))
    result = printed(
        deck(note("a"), note("bb", f"What is ![an owl]({path})?", f"![]({path})"), note("ccc", f"![]({path})"))
    )
    assert [problem.place for problem in result.made.warnings] == [note("bb").place, note("ccc").place]
    told = f"`{path}` is printed without what cannot be: HTML in it (`foreignObject`), filters"
    assert {problem.message for problem in result.made.warnings} == {told}


def test_drawings_that_cannot_be_printed_are_mistakes_at_each_of_their_cards(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", tmp_path: Path
) -> None:
    outside, letters, broken = (tmp_path / f"{name}.svg" for name in ("outside", "letters", "broken"))
    outside.write_text(drawing('<image href="https://example.org/a.png"/>'))
    letters.write_text(drawing("<text>a\u0378</text>"))
    noise = BytesIO()
    Image.effect_noise((300, 300), 90).save(noise, "JPEG")
    address = f"data:image/jpeg;base64,{b64encode(noise.getvalue()[:9000]).decode()}"
    broken.write_text(drawing(f'<image href="{address}" width="90" height="90"/>'))
    paths = {"bb": outside, "ccc": letters, "dddd": broken}
    found = mistakes(printed, deck(note("a"), *(note(name, f"![x]({path})") for name, path in list(paths.items())[:2])))
    assert [problem.place for problem in found] == [note("bb").place, note("ccc").place]
    assert "it reaches outside itself, to `https://example.org/a.png`" in found[0].message
    assert f"the picture `{letters}` cannot be printed: no font has `\u0378` (U+0378" in found[1].message
    (problem,) = mistakes(printed, deck(note("a"), note("dddd", f"![x]({broken})")))
    assert problem.place == note("dddd").place
    assert f"the picture `{broken}` cannot be printed: it is broken" in problem.message


def test_a_sign_in_a_drawing_that_no_font_has_is_named_in_its_place(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", tmp_path: Path, no_system_fonts: None
) -> None:
    path = tmp_path / "owl.svg"
    path.write_text(drawing('<text y="20" font-size="9">an \U0001f989</text>'))
    result = printed(deck(note("a"), note("bb", f"What is ![an owl]({path})?")))
    (warning,) = result.made.warnings
    assert warning.place == note("bb").place
    assert warning.message.endswith("printed by name: `\U0001f989` as [owl]")
    assert "[owl]" in result.pages[1].upper


def test_a_drawing_is_in_the_file_once_and_as_large_as_in_a_browser(
    printed: "Print", note: "MakeNote", deck: "MakeDeck", tmp_path: Path
) -> None:
    one, same = tmp_path / "a.svg", tmp_path / "b.svg"
    for path in (one, same):
        path.write_text(drawing('<circle cx="50" cy="50" r="40"/>'))
    result = printed(deck(note("a", f"Is it ![x]({one}) or", f"![x]({one})"), note("b", f"![x]({same})")))
    assert [len(page.forms) for page in result.pages] == [2, 1]
    assert len(re.findall(rb"/Subtype/Form", result.path.read_bytes())) == 1
    form = result.pages[0].forms[0]
    assert (form.right - form.left, form.top - form.bottom) == pytest.approx((80 * POINTS, 80 * POINTS), abs=0.5)


def test_a_wrong_note_of_the_camera_is_passed_over(card: "PrintCard", draw: Draw) -> None:
    path = draw("a.jpg", 80, 40, exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\0\0")
    assert card(f"![x]({path})").images[0].pixels.size == (80, 40)


def test_a_sound_is_a_note_and_its_title(card: "PrintCard", tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3")
    page = card(f"Say ![hello]({path})", Text(blocks(f"![]({path})")))
    assert page.upper[-3:] == ["Say", "♪", "hello"]
    assert page.lower[0] == "♪"

"""Headers of pictures, opened within bounds."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mmcards.pictures import Refused, pixels


def saved(kind: str, size: tuple[int, int] = (30, 20)) -> bytes:
    content = BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize("kind", pixels.FORMATS)
def test_the_size_of_a_picture_is_known_without_its_pixels(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved(kind)
    (tmp_path / "a").write_bytes(content)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was read"))
    for source in (BytesIO(content), str(tmp_path / "a")):
        with pixels.opened(source) as image:
            assert image.size == (30, 20)


@pytest.mark.parametrize("kind", ["BMP", "EPS", "TIFF", "PDF", "ICNS"])
def test_formats_that_no_card_shows_are_refused(kind: str) -> None:
    with pytest.raises(Refused, match="it is no PNG, JPEG, GIF or WebP picture"):
        pixels.check(BytesIO(saved(kind, (32, 32))))


@pytest.mark.parametrize("kind", pixels.FORMATS)
def test_a_header_that_is_cut_is_refused(kind: str) -> None:
    with pytest.raises(Refused) as caught:
        pixels.check(BytesIO(saved(kind)[:20]))
    assert caught.value.why.startswith(("it is no", "it is broken"))
    assert caught.value.hint == "save it anew"


def test_what_goes_wrong_with_the_pixels_is_told_too() -> None:
    noise = BytesIO()
    Image.effect_noise((99, 99), 90).save(noise, "JPEG")
    with pytest.raises(Refused, match="it is broken"), pixels.opened(BytesIO(noise.getvalue()[:1000])) as image:
        image.load()

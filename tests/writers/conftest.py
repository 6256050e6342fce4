"""What the tests of several formats share: the browser that the machine has."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One for all tests of a module."""
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

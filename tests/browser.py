"""A page or an address in, what a person sees in Chromium out: the fixtures of all tests with a browser.

A test takes `tab`, or `new_tab` for another width or a dark screen. Where no Chromium is installed its tests
are skipped with the command that installs it; with KG_REQUIRE_BROWSER=1 (`.ci/run` sets it) they fail.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: `.ci/run` sets this: there a missing browser is a failure, not a skip.
REQUIRED = os.environ.get("KG_REQUIRE_BROWSER") == "1"
#: a text that would do harm wherever it is taken for markup, script, attribute or address
HOSTILE = (
    '</script><script>pwned=1</script><img src=x onerror="pwned=1">" onload="pwned=1" href="http://x.invalid/'
)
SECONDS = 20


class Tab(NamedTuple):
    """A page of the browser, the addresses it asked for and all that its console said, errors included."""

    page: Any  # playwright.sync_api.Page
    requests: list[str]
    said: list[str]

    def visit(self, address: str | Path) -> None:
        """Open an address or a file, and wait until its script says <html data-ready=yes>."""
        self.page.goto(address.resolve().as_uri() if isinstance(address, Path) else address)
        self.page.wait_for_selector("html[data-ready=yes]", timeout=SECONDS * 1000)

    def is_offline(self) -> bool:
        """Whether nothing but files of this machine was asked for, and something was."""
        return bool(self.requests) and all(url.startswith(("file:", "data:")) for url in self.requests)

    def cannot_be_left(self) -> bool:
        """Whether the page's policy keeps a script that got in from reaching another host.

        The refused attempt stays in `requests` and `said`: ask this last.
        """
        leave = "fetch('http://127.0.0.1:9/').then(() => 'left', () => 'blocked')"
        blocked = self.page.evaluate(leave) == "blocked"
        return blocked and any("Content Security Policy" in line for line in self.said)

    def photograph(self, name: str) -> None:
        """A picture NAME.png in the folder that KG_SCREENSHOTS names; without it nothing is done."""
        if folder := os.environ.get("KG_SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/{name}.png")


def until(holds: Callable[[], bool]) -> None:
    """Wait for a page (the policies forbid the eval that Playwright's own waiting for a function needs)."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"the page did not get there in {SECONDS} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, headless."""
    if BROWSER is None and not REQUIRED:
        pytest.skip("no Chromium on this machine; to run: apt-get install chromium fonts-noto-cjk")
    if not REQUIRED:
        pytest.importorskip("playwright.sync_api", reason="to run: pip install --group dev")
    assert BROWSER is not None, "KG_REQUIRE_BROWSER is set, but there is no chromium"
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_tab(chromium: Any) -> Iterator[Callable[..., Tab]]:
    """A function that opens an empty tab: `new_tab(width=390, height=844, color_scheme="dark")`."""
    pages = []

    def open_(*, width: int = 1300, height: int = 900, **options: Any) -> Tab:
        page = chromium.new_page(viewport={"width": width, "height": height}, **options)
        pages.append(page)
        opened = Tab(page, [], [])
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.said.append(message.text))
        page.on("pageerror", lambda error: opened.said.append(str(error)))
        return opened

    yield open_
    for page in pages:
        page.close()


@pytest.fixture
def tab(new_tab: Callable[..., Tab]) -> Tab:
    """An empty tab as wide as a laptop's."""
    return new_tab()

"""A number of nodes in, lines of figures out: how long a page takes to make, to open and to answer a click.

    python -m kg.views.bench [NODES …]

Networks are random: most programmes are run by neighbours, a few by everybody. Times in the browser are of
Chromium without a head, by Playwright (`pip install --group dev`), from the call to the next drawn frame,
the best of three; making a page is told in seconds of one processor, which other work does not lengthen;
a click opens the largest group, a choice takes the first hit of a search, a filter leaves one place.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.network.two_mode import network
from kg.views import hierarchy, network_page, timeline
from kg.views.safe import PageError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (300, 1_500, 5_000, 20_000)
SEED = 3
TRIES = 3
#: until two frames are drawn after what was done
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_LARGEST = """() => { const one = nodes.get().reduce((a, b) => (b.size > a.size ? b : a));
  const box = document.getElementById('mynetwork').getBoundingClientRect();
  const spot = network.canvasToDOM({ x: one.x, y: one.y }); return [box.x + spot.x, box.y + spot.y]; }"""


def random_ties(nodes: int) -> list[dict[str, str]]:
    """Rows as of `kg.network.two_mode.ties`, of about so many bodies and programmes; always the same."""
    chance = random.Random(SEED)
    bodies = nodes * 6 // 10
    programmes = nodes - bodies
    kinds = ("union", "union", "party", "government", "enterprise")
    rows = []
    for at in range(bodies):
        for _ in range(min(10, 1 + int(chance.paretovariate(1.3)))):
            near = (at * programmes // bodies + int(chance.gauss(0, 12))) % programmes
            everybodys = min(programmes - 1, int(chance.paretovariate(0.6)) - 1)
            number = everybodys if chance.random() < 0.15 else near
            row = {
                "organisation": f"urn:o:{at}",
                "organisation_name": f"第{at}区总工会",
                "kind": chance.choice(kinds),
                "place_name": f"地{at % 40}市",
                "programme": f"urn:p:{number}",
                "programme_name": f"活动{number}",
                "themes": "",
                "role": chance.choice(("ran", "ran", "partner", "participant")),
                "quote": f"第{at}区总工会开展活动{number}",
                "bulletin": f"简报{at % 300}",
                "title": f"活动{number}有成效",
                "start": str(at),
                "end": str(at + 9),
                "when": f"{2005 + at % 15}-03",
                "confidence": "0.9",
            }
            rows.append(row)
    return rows


def measure(sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Make, open and use a page of each size; yield the figures (seconds), line by line."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise PageError("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    heads = ("nodes", "ties", "make", "MB", "open", "click", "choose", "filter", "timeline", "tree")
    yield "".join(f"{head:>9}" for head in heads)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in sizes:
            yield _size(browser, Path(folder), size)
        browser.close()


def _size(browser: Browser, folder: Path, size: int) -> str:
    graph = network(random_ties(size))
    html, make = _timed(lambda: network_page.page(graph, title="bench"))
    bodies = graph.subgraph(node for node, mode in graph.nodes(data="mode") if mode == "organisation")
    others = {
        "timeline.html": timeline.page(graph, title="bench"),
        "tree.html": hierarchy.page(bodies.to_directed(), graph, title="bench"),
    }
    tries = []
    for _ in range(TRIES):
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        used = _use(page, folder / "network.html", html)
        tries.append([*used, *(_open(page, folder / name, text) for name, text in others.items())])
        page.close()
    figures = (make, len(html.encode()) / 1e6, *map(min, zip(*tries, strict=True)))
    return f"{len(graph):9,}{graph.number_of_edges():9,}" + "".join(f"{figure:9.2f}" for figure in figures)


def _use(page: Page, file: Path, html: str) -> tuple[float, float, float, float]:
    """Open the network, click its largest group or node, choose a name, filter."""
    opened = _open(page, file, html)
    x, y = page.evaluate(_LARGEST)
    clicked = _until_drawn(page, lambda: page.mouse.click(x, y), "#panel h2")
    page.fill("#search", "活动7")
    chosen = _until_drawn(page, lambda: page.click("#results button"), "#panel blockquote")
    filtered = _until_drawn(page, lambda: page.select_option("[name=place]", index=3), "#count")
    return opened, clicked, chosen, filtered


def _open(page: Page, file: Path, html: str) -> float:
    file.write_text(html, encoding="utf-8")
    return _until_drawn(page, lambda: page.goto(file.as_uri()), "html[data-ready=yes]")


def _until_drawn(page: Page, act: Callable[[], object], selector: str) -> float:
    start = time.perf_counter()
    act()
    page.wait_for_selector(selector)
    page.evaluate(_DRAWN)
    return time.perf_counter() - start


def _timed(make: Callable[[], str]) -> tuple[str, float]:
    start = time.process_time()
    made = make()
    return made, time.process_time() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="NODES")
    for line in measure(parser.parse_args().sizes):
        print(line)

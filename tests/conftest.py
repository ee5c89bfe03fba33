"""The fixtures that several test modules take: small graphs, a tab of a browser, a running server, sites."""

import pytest

pytest.register_assert_rewrite("browser", "networks", "serving", "sites")

import frozen  # noqa: E402
import handmade  # noqa: E402
from browser import chromium, new_tab, tab  # noqa: E402
from serving import graphs, samples, served  # noqa: E402
from sites import hostile_site, site  # noqa: E402

from kg.store import Store  # noqa: E402

__all__ = [
    "chromium",
    "graphs",
    "hostile_site",
    "new_tab",
    "samples",
    "served",
    "site",
    "tab",
]


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two bulletins built by hand (`tests/handmade.py`)."""
    return handmade.graph(tmp_path_factory.mktemp("graphs") / "g", "2012-03", "2012-04")


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The samples as coded by hand, and a bulletin of a year later (`tests/frozen.py`)."""
    return frozen.graph(tmp_path_factory.mktemp("coded") / "g")

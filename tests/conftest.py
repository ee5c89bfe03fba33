"""The fixtures that several test modules take: a tab of a browser, a running server, and built sites."""

import pytest

pytest.register_assert_rewrite("browser", "networks", "serving", "sites")

from browser import chromium, new_tab, tab  # noqa: E402
from serving import samples, served  # noqa: E402
from sites import hostile_site, site  # noqa: E402

__all__ = ["chromium", "hostile_site", "new_tab", "samples", "served", "site", "tab"]

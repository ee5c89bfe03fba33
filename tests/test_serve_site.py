"""`kg serve`: its pages and the site, with live questions."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from serving import DIRECT, Served, ask, refused, start, stop

from kg import queries, store
from kg.serve.site import Site
from kg.site.build import build

EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


# ---------------------------------------------------------------- pages
def test_every_question_is_on_the_page_and_can_be_opened(served: Served) -> None:
    assert ask(served, path="/questions").headers["location"] == "/questions/index.html"
    page = ask(served, path="/questions/index.html").text
    assert ask(served, path="/questions/").text == page
    told = json.loads(ask(served, path="/questions.json").text)["questions"]
    assert [one["name"] for one in told] == [question.name for question in queries.questions()]
    for question in queries.questions():
        assert question.zh in page and f'href="../questions/{question.name}.html"' in page
        if not any(parameter.required for parameter in question.parameters.values()):
            text = ask(served, path=f"/question/{question.name}").text
            assert ask(served, "POST", body=text.encode(), Content_Type=DIRECT).status == 200
    assert "did you mean who-ran" in refused(ask(served, path="/question/who-rann"), 400)


@pytest.mark.parametrize(
    "path",
    [
        "/editor",
        "/questions",
        "/questions/who-ran.html",
        "/editor/editor.js",
        "/sparql",
        "/",
        "/network.html",
    ],
)
def test_every_answer_carries_the_policy(standing: Served, path: str) -> None:
    headers = ask(standing, path=path).headers
    parts = [part.split() for part in headers["content-security-policy"].split(";")]
    policy = {part[0]: part[1:] for part in parts if part}
    assert policy["default-src"] == ["'none'"] and policy["frame-ancestors"] == ["'none'"]
    assert not any("unsafe" in one for one in policy["script-src"])
    assert headers["x-content-type-options"] == "nosniff"


# ---------------------------------------------------------------- the site
@pytest.fixture(scope="module")
def standing(served: Served) -> Served:
    """The server when its site stands."""
    end = time.monotonic() + 120
    while 'http-equiv="refresh"' in ask(served, path="/").text:
        assert time.monotonic() < end, "the site was not built in two minutes"
        time.sleep(0.3)
    return served


def test_the_site_is_that_of_kg_site_with_live_questions(standing: Served, tmp_path: Path) -> None:
    build(store.open_graph(standing.graph), tmp_path / "site")
    paths = [path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")]
    assert len(paths) > 100
    for path in (*sorted(paths)[::7], "index.html", "en/index.html", "bulletins/index.html"):
        if "questions/" not in path:
            assert ask(standing, path=f"/{path}").text == (tmp_path / "site" / path).read_bytes().decode()
    assert ask(standing, path="/").text == ask(standing, path="/index.html").text
    assert ask(standing, path="/en/").text == ask(standing, path="/en/index.html").text
    live = ask(standing, path="/questions/who-ran.html").text
    assert '<form class="ask"' in live
    static = (tmp_path / "site" / "questions" / "who-ran.html").read_text(encoding="utf-8")
    assert rows(live) == rows(static) != []


def rows(page: str) -> list[str]:
    """The rows of the answer on a page."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0].splitlines()[1:]


def test_a_question_is_answered_for_any_value(served: Served) -> None:
    fields = [("organisation", "江阴市总工会")]
    page = ask(served, path="/questions/said-of.html", fields=fields)
    expected = queries.run(store.open_graph(served.graph), queries.question("said-of"), dict(fields))
    assert page.status == 200 and len(rows(page.text)) == len(expected.rows) > 0
    assert 'value="江阴市总工会"' in page.text
    english = ask(served, path="/en/questions/said-of.html", fields=fields).text
    assert len(rows(english)) == len(expected.rows) and queries.question("said-of").en in english
    wrong = ask(served, path="/questions/said-of.html", fields=[("organisation", "江阴总公会")])
    assert wrong.status == 400 and "江阴市总工会" in wrong.text  # the nearest name
    missing = ask(served, path="/questions/said-of.html", fields=[("organisation", "")])
    assert missing.status == 400 and "needs organisation" in missing.text
    assert ask(served, path="/questions/nothing.html").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../manifest.json",
        "/..%2fmanifest.json",
        "/static/..%2f..%2fmanifest.json",
        "//etc/passwd",
        "/%2e%2e/",
        "/bulletins/../../manifest.json",
        "/..%5cmanifest.json",
        "/C:/Windows/win.ini",
        "/site.json%00.html",
    ],
)
def test_no_path_leaves_the_site(standing: Served, path: str) -> None:
    assert ask(standing, path=path).status == 404


@pytest.mark.parametrize(
    ("path", "mode", "status"),
    [
        ("/bulletins/wuxi-2011-09.html", "navigate", 200),  # a citation in a mail or a note
        ("/editor", "navigate", 200),
        ("/bulletins/wuxi-2011-09.html", "no-cors", 403),
        ("/static/site.css", "no-cors", 403),
        ("/editor?query=ASK%20%7B%7D&run=1", "navigate", 403),
        ("/questions/said-of.html?organisation=x", "navigate", 403),
        ("/sparql", "navigate", 403),
        ("/question/coverage", "navigate", 403),
    ],
)
def test_a_link_from_elsewhere_opens_a_page_and_asks_nothing(
    standing: Served, path: str, mode: str, status: int
) -> None:
    reply = ask(standing, path=path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode=mode)
    assert reply.status == status


@pytest.mark.skipif(os.name != "posix", reason="SIGINT")
def test_a_stop_while_the_site_is_built_leaves_nothing(samples: Path, tmp_path: Path) -> None:
    shutil.copytree(samples, tmp_path / "graph")
    running = start(tmp_path / "graph")
    assert ask(running, path="/").status == 200
    assert list(tmp_path.glob("kg-serve-site-*"))
    stop(running)
    assert running.process.returncode == 0
    assert not list(tmp_path.glob("kg-serve-*"))


def test_a_site_that_cannot_be_built_is_told_and_the_endpoint_answers(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(samples)
    monkeypatch.setattr(site, "_snapshot", tmp_path / "nothing")
    try:
        assert not site.ready()
        end = time.monotonic() + 60
        while not site.failure():
            assert time.monotonic() < end
            time.sleep(0.1)
        assert "there is no graph" in site.failure()
        assert site.file("index.html") is None and site.style("static/site.css")
    finally:
        site.close()

"""`kg serve` as a person uses it, in Chromium: the editor, the questions, mistakes and hostile texts."""

from __future__ import annotations

from urllib.parse import urlencode

from browser import Tab, until
from serving import Served

from kg import queries, store

HOSTILE = '<img src=x onerror="pwned=1"></script><script>pwned=1</script>'


def test_the_editor_runs_a_question_and_asks_nobody_else(tab: Tab, served: Served) -> None:
    tab.visit(f"{served.url}/editor")
    tab.page.select_option("#question", "who-ran")
    tab.page.fill("#parameters input", "要约行动")
    tab.page.press("#parameters input", "Tab")
    until(lambda: all(part in tab.page.input_value("#query") for part in ("SELECT", "/programme/")))
    tab.page.click("#run")
    tab.page.wait_for_selector("#answer table")
    rows = tab.page.inner_text("#answer")
    expected = queries.run(
        store.open_graph(served.graph), queries.question("who-ran"), {"programme": "要约行动"}
    )
    assert f"{len(expected.rows)} 行" in tab.page.inner_text("#status")
    assert all(row[0] in rows for row in expected.rows if row[0])
    assert tab.requests and all(url.startswith(("data:", f"{served.url}/")) for url in tab.requests)
    assert tab.said == []
    tab.photograph("editor")


def test_a_question_on_the_page_opens_in_the_editor_with_its_answer(tab: Tab, served: Served) -> None:
    tab.page.goto(f"{served.url}/questions")
    tab.photograph("questions")
    tab.page.click("text=哪些工会和其他组织开展了这项活动")
    tab.page.fill("input[name=programme]", "要约行动")
    tab.page.press("input[name=programme]", "Enter")
    tab.page.wait_for_selector("input[name=programme][value=要约行动]")
    rows = tab.page.locator("table.answer tbody tr").count()
    tab.page.click("text=在编辑器中打开")
    tab.page.wait_for_selector("#answer table")
    assert tab.page.locator("#answer tbody tr").count() == rows > 0
    assert "工会" in tab.page.inner_text("#answer")
    assert tab.said == []


def test_a_misspelt_name_and_a_wrong_query_are_told_in_the_editor(tab: Tab, served: Served) -> None:
    tab.visit(f"{served.url}/editor?{urlencode({'question': 'who-ran', 'programme': '要约行东'})}")
    assert "nearest" in tab.page.inner_text("#status")
    tab.page.fill("#query", "SELECT * { ?s ?p }")
    tab.page.press("#query", "Control+Enter")
    tab.page.wait_for_selector("#status:has-text('line 1')")  # no wait_for_function: the page forbids eval
    tab.page.fill("#query", "SELECT * { <urn:nothing> ?p ?o }")
    tab.page.click("#run")
    tab.page.wait_for_selector("#answer:has-text('没有结果')")


def test_hostile_text_stays_text_and_the_policy_holds(tab: Tab, served: Served) -> None:
    literal = HOSTILE.replace('"', '\\"')
    hostile = f'SELECT * {{ VALUES (?a ?b) {{ ("{literal}" <javascript:pwned=1>) }} }}'
    tab.visit(f"{served.url}/editor?{urlencode({'query': hostile, 'run': '1', 'question': HOSTILE})}")
    tab.page.wait_for_selector("#answer table")
    assert HOSTILE in tab.page.inner_text("#answer")
    assert tab.page.evaluate("document.querySelectorAll('#answer img, #answer script').length") == 0
    assert tab.page.get_attribute("#answer td a", "href").startswith("/editor?query=")
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.said == []
    assert tab.cannot_be_left()

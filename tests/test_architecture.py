"""Who may import whom, that modules stay small, and that every extractor is registered and has its cases."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors import EXTRACTORS
from kg.pipeline import language

ROOT = Path(__file__).parents[1]
PACKAGES = ("extractors", "kg", "ontology")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
LONGEST = 500

#: The ground, on which all else stands.
GROUND = {"kg.model", "kg.terms", "kg.identity", "ontology"}
#: What a module of ours may import of ours; a package stands for all its modules (but `kg` for itself alone).
#: Read it as the path of one bulletin, top to bottom: nothing imports what stands below it.
MAY_IMPORT: dict[str, set[str]] = {
    "kg": set(),
    "ontology": set(),
    "ontology.make_places": set(),
    "kg.model": set(),
    "kg.terms": {"ontology"},
    "kg.identity": {"kg.model", "extractors"},
    # bytes -> items
    "kg.readers": set(),
    "kg.normal": set(),
    "kg.layout": {"kg.model", "kg.normal", "extractors"},
    "kg.page": {"kg.normal", "kg.layout", "extractors"},
    "kg.drafts": {"kg.model", "kg.normal", "kg.layout", "kg.page"},
    "kg.bulletin": {"kg.model", "kg.normal", "kg.layout", "kg.page", "kg.drafts", "kg.readers"},
    # items -> spans -> entities -> facts
    "kg.pipeline": {"extractors"},
    "kg.resolve": {"kg.model", "extractors"},
    "kg.subject": {"kg.model", "extractors"},
    "kg.facts": {"kg.model", "kg.subject", "extractors"},
    # facts -> quads -> store
    "kg.confidence": {"kg.model"},
    "kg.themes": GROUND,
    "kg.timespan": set(),
    "kg.succession": GROUND | {"extractors"},
    "kg.rdf": GROUND | {"kg.confidence", "kg.themes", "kg.timespan", "kg.succession", "extractors"},
    "kg.lock": set(),
    "kg.store": GROUND | {"kg.lock"},
    "kg.ingest": GROUND
    | {"kg", "kg.bulletin", "kg.pipeline", "kg.resolve", "kg.facts", "kg.confidence", "kg.rdf", "kg.store"}
    | {"extractors"},
    # store -> answers
    "kg.names": GROUND | {"kg.store"},
    "kg.queries": GROUND | {"kg.store", "kg.names"},
    "kg.answer": {"kg.queries", "kg.console", "kg.views"},
    "kg.checks": GROUND | {"kg.store", "kg.queries"},
    "kg.tables": GROUND | {"kg.store"},
    "kg.diagram": set(),
    "kg.documentation": GROUND | {"kg.diagram", "kg.tables", "kg.store", "kg.console"},
    "kg.dataset": GROUND | {"kg.store", "kg.console"},
    "kg.network": {"kg.timespan"},
    "kg.views": {"kg.network", "kg.timespan"},
    "kg.gold": set(),
    "kg.evaluate": {"kg.gold"},
    "kg.calibrate": {"kg.confidence", "kg.ingest", "kg.store", "kg.tables", "kg.gold", "kg.evaluate"},
    "kg.explain": GROUND | {"kg.confidence", "kg.console", "extractors"},
    "kg.publish": GROUND | {"kg.store"},
    "kg.site": GROUND
    | {"kg.lock", "kg.names", "kg.store", "kg.queries", "kg.tables", "kg.network", "kg.views"},
    "kg.site.bench": GROUND | {"kg.bench", "kg.ingest", "kg.store", "kg.tables", "kg.site"},
    "kg.serve": GROUND | {"kg.store", "kg.queries", "kg.site"},
    # on top
    "kg.demo": set(),
    "kg.bench": GROUND | {"kg.bulletin", "kg.pipeline", "kg.ingest", "kg.rdf", "kg.store"},
    "kg.console": set(),
    "kg.__main__": {"kg.cli"},
}
#: Third-party packages the extractors may use: text and spans, no RDF.
EXTRACTOR_PACKAGES = {"spacy", "ahocorasick_rs", "extractors"}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, in full: `from kg import store` gives kg.store."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full, so that they can be searched for"
            assert node.module is not None
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else node.module


def test_the_walk_found_the_modules() -> None:
    assert {"kg.model", "kg.cli", "extractors.tokens", "ontology"} <= MODULES.keys()
    assert "kg.model" in set(imports(MODULES["kg.identity"]))


@pytest.mark.parametrize("module", sorted(m for m in MODULES if m.split(".")[0] == "extractors"))
def test_extractors_know_text_and_spans_only(module: str) -> None:
    known = EXTRACTOR_PACKAGES | set(sys.stdlib_module_names)
    strange = {name for name in imports(MODULES[module]) if name.split(".")[0] not in known}
    assert not strange, f"{module} imports {strange}; extractors may use {sorted(EXTRACTOR_PACKAGES)}"


@pytest.mark.parametrize("module", sorted(m for m in MODULES if m.split(".")[0] != "extractors"))
def test_imports_point_one_way(module: str) -> None:
    rule = next((name for name in _names(module) if name in MAY_IMPORT), None)
    if rule is None and (module == "kg.cli" or module.startswith("kg.commands")):
        return
    assert rule is not None, f'add a line to MAY_IMPORT in {__file__}: "{module}": set(),'
    allowed = MAY_IMPORT[rule] | ({rule} - {"kg"})
    packages = tuple(f"{name}." for name in allowed if name != "kg")
    ours = {name for name in imports(MODULES[module]) if name.split(".")[0] in PACKAGES}
    strange = {name for name in ours if name not in allowed and not name.startswith(packages)}
    assert not strange, f"{module} may not import {sorted(strange)}: see MAY_IMPORT in {__file__}"


def _names(module: str) -> list[str]:
    """A module and the packages it stands in, but not the whole of `kg`: kg.views.page, kg.views."""
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 1, -1)] or [module]


def test_nothing_imports_the_command_line() -> None:
    users = {module for module, path in MODULES.items() if "kg.cli" in set(imports(path))}
    assert users == {"kg.__main__"}  # which is the command line by another name
    commands = {m for m, path in MODULES.items() if any(i.startswith("kg.commands") for i in imports(path))}
    assert commands == {"kg.cli"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_says_what_it_does_and_can_be_held_in_the_head(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{module} needs a docstring: what comes in, what goes out"
    assert len(text.splitlines()) <= LONGEST, f"{module} has more than {LONGEST} lines: split it by concept"


def test_extractors_are_registered_with_a_module_and_a_component() -> None:
    components = set(language().pipe_names)
    for name in EXTRACTORS:
        assert f"extractors.{name}" in MODULES, f"extractors/{name}.py is missing"
        assert f"kg_{name}" in components
    factories = {
        module.removeprefix("extractors.")
        for module, path in MODULES.items()
        if module.startswith("extractors.") and "@Language.factory" in path.read_text(encoding="utf-8")
    }
    assert factories == set(EXTRACTORS), (
        "every component is registered in extractors/__init__.py, and only there"
    )


@pytest.mark.parametrize("name", EXTRACTORS)
def test_every_extractor_has_cases_and_near_misses(name: str) -> None:
    path = ROOT / "tests" / "cases" / "extractors" / f"{name}.jsonl"
    assert path.is_file(), f"add {path.relative_to(ROOT)}: one case a line"
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert any(case["spans"] for case in cases), f"{path.name} has no positive case"
    assert any(not case["spans"] for case in cases), f"{path.name} has no near miss (an empty list of spans)"

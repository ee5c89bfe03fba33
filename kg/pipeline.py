"""Reading text in, `Doc` with span groups out: builds the spaCy Language from `extractors`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from spacy.language import Language

from extractors import EXTRACTORS
from extractors.tokens import blank


@cache
def language() -> Language:
    """The pipeline with every registered extractor, built once per process."""
    nlp = blank()
    for name in EXTRACTORS:
        import_module(f"extractors.{name}")  # registers the factory kg_NAME
        nlp.add_pipe(f"kg_{name}")
    return nlp

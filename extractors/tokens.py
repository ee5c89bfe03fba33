"""A tokenizer that gives one token per code point, so that token index = character offset.

`spacy.blank("zh")` merges runs of white space and Latin letters; then a regex match needs
`char_span`, which has to look for the tokens at both ends of every span.
"""

from __future__ import annotations

from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab


class TextDoc(Doc):
    """A `Doc` that remembers its text: spaCy's own joins it from the tokens at each use of `doc.text`.

    With a token per code point and a dozen uses an item, that took half of the whole extraction.
    """

    _text: str | None = None

    @property
    def text(self) -> str:
        """The text the tokens were made from."""
        if self._text is None:  # a copy, or one that was read back
            self._text = "".join(token.text_with_ws for token in self)
        return self._text

    @classmethod
    def of(cls, vocab: Vocab, text: str) -> TextDoc:
        """One token per code point of `text`."""
        doc = cls(vocab, words=list(text), spaces=[False] * len(text))
        doc._text = text
        return doc


class CodePointTokenizer:
    """`text -> Doc` with `len(doc) == len(text)` and `doc.text == text`."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as a `Doc`, character by character."""
        return TextDoc.of(self.vocab, text)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> CodePointTokenizer:
        """Nothing to read back."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing to store."""

    def from_disk(self, _path: Any, **_: Any) -> CodePointTokenizer:
        """Nothing to read back."""
        return self


@registry.tokenizers("kg_code_points")  # type: ignore[untyped-decorator]
def _create() -> Any:
    return lambda nlp: CodePointTokenizer(nlp.vocab)


def blank() -> Language:
    """An empty Chinese pipeline over code points, for single extractors and their tests."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = CodePointTokenizer(nlp.vocab)
    return nlp

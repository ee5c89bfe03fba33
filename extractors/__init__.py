"""Reading text in, spans out: the spaCy components that mark what a bulletin names and counts.

Each module holds one component `kg_NAME` (registered with `@Language.factory`) that reads `doc.text`
and the groups of the extractors before it, and writes the span group `doc.spans[NAME]`. A `Doc` has
one token per code point (`extractors.tokens`), so a regex match is a span without any alignment:
`Span(doc, match.start(), match.end(), label=…, kb_id=…, span_id=RULE)`.

Besides spaCy and the standard library only `ahocorasick_rs` is used here (word lists of any size in
one linear pass); no RDF, nothing of `kg`.
"""

from __future__ import annotations

#: Order and only registration. Later extractors may read the groups of earlier ones.
EXTRACTORS = ("place", "date", "document", "organisation", "programme", "person", "award", "outcome", "event")

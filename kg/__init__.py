"""A knowledge graph of unions, initiatives and outcomes, read from Chinese trade-union bulletins.

The path of one bulletin, each step a module that a newcomer can open:

1. `kg.bulletin`   bytes → `Bulletin`: decoded, cut into items, each with its reading text
2. `kg.pipeline`   reading text → spaCy `Doc`: extractors mark places, dates, bodies, programmes, figures …
3. `kg.resolve`    Doc + context → `Reading`: 市总 becomes 常熟市总工会, with the reason recorded
4. `kg.subject`    Reading → who acts in each clause
5. `kg.facts`      Reading + clauses → involvements, outcomes, documents, posts, events, awards
6. `kg.rdf`        facts → N-Quads, every fact pointing at the characters that state it
7. `kg.store`      N-Quads on disk, replaced whole, and the query index beside them
8. `kg.queries`, `kg.tables`, `kg.network`, `kg.views`, `kg.site`: answers, CSV, networks, pages

`kg.ingest` composes 1 to 7; `kg.cli` is the `kg` command on top. `kg.model` holds the records,
`kg.terms` the vocabulary, `kg.identity` the IRIs.
"""

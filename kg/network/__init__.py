"""Rows of tables in, networks of bodies and programmes, their measures and layouts out.

Every network is a NetworkX graph whose nodes are IRIs (or keys made of them) with `label`, `mode` and `kind`,
and whose edges have `weight`, `first`, `last` (dates as exact as the text; "" where undated) and `evidence`.
`rows` below are the (table, row) pairs of `kg.tables.rows(store)`, kept in a list where several functions
read them. Nothing here knows a store, prints or writes a file.

    from kg.network import two_mode, projection, measures, null
    rows = list(tables.rows(store))
    graph = two_mode.network(two_mode.ties(rows))     # bodies and programmes
    measures.table(graph)                             # a list of dicts, one a node: pandas.DataFrame(…)
    measures.MEASURES["birank"].meaning_zh            # the sentence that explains a column
    null.modularity_z(graph, seed=7)                  # .observed .mean .sd .z .p .draws .caveat_zh .caveat_en

Networks (each module says its weights):

- `two_mode`     `ties(rows)`, `network(ties)`, `strongest(graph, limit)`: bodies × programmes
- `projection`   `shared(graph, mode="organisation", weighting="newman")`: who shares programmes, or bodies;
                 edges have `weight` and `shared` only
- `cooperation`  `cooperation(rows)`: who ran a programme or issued a document together
- `hierarchy`    `hierarchy(rows)`: the body above → the body below
- `diffusion`    `diffusion(rows)`: programme – place, with dates; `spread(graph)`: one row a programme
- `posts`        `posts(rows)`: person – post – body
- `change`       `change(ties)`: what is new, kept and gone from one period to the next
- `dating`       `dates(rows)`: item → when, and by what it is dated

Measures (what each means, its source and its limits stand in `measures.tsv`):

- `measures`     `table(graph)`: all measures of the nodes; `MEASURES`: their names, meanings, sources
- `centrality`   degree, weighted degree, bipartite clustering, betweenness, k-core, BiRank, PageRank
- `communities`  `communities(graph, seed=7)`: members, modularity, and how stable they are over seeds
- `null`         `modularity_z(graph, seed=7, draws=200)`, `nestedness_z(…)`: beside graphs of equal degrees
- `nestedness`   `nodf(graph)`
- `backbone`     `backbone(graph, level=0.05)`: the edges that are more than chance (disparity filter)

Then `export` (`gexf(graph)`, `graphml(graph)`, `nodes(graph)`, `edges(graph)`), `charts`, `report`, and
`layout` (positions). `fast` is the way to igraph and back; `bench` measures it.
"""

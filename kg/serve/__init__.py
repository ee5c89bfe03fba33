"""A graph in, a SPARQL 1.1 endpoint with an editor and the graph's site on this machine out.

One request passes through four modules: `guard` lets in nobody but this machine's own pages and
programs, `protocol` reads what is asked (pure functions over bytes), `pool` hands it to one of a few
worker processes with a time limit, `worker` answers from a snapshot and does nothing else. `app` joins
them as a Starlette application; `kg.commands.serve` is the command line on top. Around the endpoint lies
the site of `kg site`: `site` has it built on the first visit, `asked` makes the pages of its questions,
which are live here.

Why processes: a query inside Oxigraph cannot be stopped, a process can. Why a snapshot: the graph's
N-Quads are files that never change, so linking them into a folder of our own takes no time and no room,
and a `kg build` beside the server neither breaks it nor waits for it.

Why an editor of our own: the `oxigraph` package carries YASGUI only inside its 22 MB executable, for some
platforms, and its page asks another host for prefixes; ours is three small files that ask nobody.
"""

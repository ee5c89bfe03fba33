"""A graph in, a site of static pages out: `kg site DIR`.

The pages open from disk and under any path of any server, load nothing from elsewhere and can be archived as
they are. Chinese pages lie at the root, English ones under `en/` with the same relative paths:

* `links`      what is where: pure functions from entities and passages to pages and anchors
* `words`      what roles, kinds and themes are called, from the vocabularies
* `shell`      the Jinja2 environment, the page around every page, its styles, scripts and policy
* `records`    the rows of the tables as entities with their facts
* `sections`, `entities`   the page of a body, programme, document, person, place, theme or indicator
* `lists`      the start page and the lists of each kind; `search` the index that the pages search
* `reading`, `marks`, `facts_told`   the reading page of a bulletin, everything marked in its place
* `questions`  the named questions with their answers
* `views`      network, timeline and hierarchy; `downloads` and `about`
* `build`      all of it into a folder, replaced whole; `bench` how long that takes
"""

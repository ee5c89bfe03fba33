"""An item's spans and the bulletin's context in, a `Reading` out: every mention with its entity and why.

`bulletin_context` looks at all docs of a bulletin once; `resolve` then reads one item: its place and
body (`kg.resolve.context`), its organisations (`kg.resolve.bodies`), and the other entities.
"""

from __future__ import annotations

from spacy.tokens import Doc

from extractors import programme
from kg.model import (
    Bulletin,
    Document,
    Entity,
    Item,
    Mention,
    Organisation,
    Person,
    Place,
    Programme,
    Reading,
)
from kg.resolve.bodies import Bodies
from kg.resolve.context import BulletinContext, bulletin_context, city, code_of, item_place, of_item
from kg.resolve.names import place_name

__all__ = ["BulletinContext", "bulletin_context", "resolve"]


def _others(doc: Doc, scope: str | None, region: str | None) -> list[tuple[int, int, Entity, str, str]]:
    """Programmes, documents, persons and places: (start, end, entity, rule, reason)."""
    out: list[tuple[int, int, Entity, str, str]] = []
    programmes = list(doc.spans["programme"]) if "programme" in doc.spans else []
    fullest = programme.merge([programme.canonical(span.text) for span in programmes])
    for span in programmes:
        name = programme.canonical(span.text)
        reason = f"{name} → {fullest[name]}：文中全名" if fullest[name] != name else ""
        out.append((span.start, span.end, Programme(fullest[name]), span.id_, reason))
    for span in doc.spans.get("document", ()):
        if span.label_ == "media":
            continue
        title = span.kb_id_ if span.label_ == "short" and span.kb_id_ else span.text
        reason = f"{span.text} → {title}：文中全名" if title != span.text else ""
        out.append((span.start, span.end, Document(title), span.id_, reason))
    for span in doc.spans.get("person", ()):
        out.append((span.start, span.end, Person(span.text, scope), span.id_, ""))
    for span in doc.spans["place"]:
        code = code_of(span, region)
        if code and span.label_ in ("province", "prefecture", "county"):
            out.append(
                (
                    span.start,
                    span.end,
                    Place(span.text if span.id_ == "place.full" else place_name(code), code),
                    span.id_,
                    "",
                )
            )
    return out


def resolve(bulletin: Bulletin, item: Item, doc: Doc, context: BulletinContext) -> Reading:
    """Give every span of an item its entity; see the codebook for how names are written."""
    place, why = item_place(item, doc, context)
    bodies = Bodies(item, doc, context, place, why)
    found = bodies.mentions()
    scope = city(place) if place else context.region
    everything: list[tuple[int, int, Entity, str, str]] = [*found, *_others(doc, scope, context.region)]
    mentions = []
    for start, end, entity, rule, reason in sorted(everything, key=lambda m: (m[0], m[1])):
        left, right = item.to_bulletin(start, end)
        mentions.append(Mention(item.position, entity, left, right, rule, reason, (start, end)))
    own = of_item(item, doc, context, bodies.body(), place)
    contributors: tuple[Organisation, ...] = bodies.contributors()
    return Reading(bulletin, item, doc, own, tuple(mentions), contributors)

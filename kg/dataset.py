"""A graph in, what other people's machines read of it out: DCAT and VoID with true counts, and a data cube.

`describe` counts the merged graph as `kg dump FILE.ttl` writes it, each triple once and without the
ontology. `cube` gives all figures as a well-formed RDF Data Cube (`ontology/cube.ttl`, `ontology/cube.rq`).
Both are the same bytes for the same graph: no clock and no chance goes in.
"""

from __future__ import annotations

import heapq
import io
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import pyoxigraph as ox
import typer

import ontology
from kg import console
from kg.identity import Identity
from kg.store import Store, StoreError, open_graph
from kg.terms import PREFIXES, RDF_TYPE

_PREFIXES: Final = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
}
_CUBE: Final = {**PREFIXES, "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#"}
_DATE: Final = f"<{PREFIXES['dcterms']}date>"
_BULLETIN: Final = f"<{PREFIXES['tu']}Bulletin>"


@dataclass(slots=True)
class Counts:
    """What a graph holds."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: int = 0  # subjects that have a type
    classes: Counter[str] = field(default_factory=Counter)  # class -> subjects
    properties: Counter[str] = field(default_factory=Counter)  # property -> triples
    dates: list[str] = field(default_factory=list)  # of the bulletins


def count(graph: Store) -> Counts:
    """The numbers of the merged graph, in one pass over its sorted lines."""
    found = Counts()
    objects: set[int] = set()
    last = subject_before = typed = b""
    dated: dict[bytes, str] = {}
    bulletins: set[bytes] = set()
    for line in heapq.merge(*(io.BytesIO(graph.triples(stem)) for stem in graph.manifest)):
        if line == last:
            continue
        last = line
        subject, predicate, target = line[:-3].split(b" ", 2)
        name = predicate[1:-1].decode()
        found.triples += 1
        found.subjects += subject != subject_before
        found.properties[name] += 1
        objects.add(hash(target))
        if name == RDF_TYPE:
            found.classes[target[1:-1].decode()] += 1
            found.entities += subject != typed
            typed = subject
            if target.decode() == _BULLETIN:
                bulletins.add(subject)
        elif predicate.decode() == _DATE:
            dated[subject] = target.decode().strip('"')
        subject_before = subject
    found.objects = len(objects)
    found.dates = sorted(date for subject, date in dated.items() if subject in bulletins)
    return found


def describe(graph: Store) -> str:
    """The DCAT and VoID description of a graph as Turtle, its counts true of this graph."""
    counts, base = count(graph), graph.base
    codes = sorted({entry.version for entry in graph.manifest.values()})
    lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in sorted(_PREFIXES.items())]
    used = sorted({_namespace(name) for name in (*counts.classes, *counts.properties)})
    span = ""
    if counts.dates:
        span = (
            f'    dcterms:temporal [ a dcterms:PeriodOfTime ; dcat:startDate "{counts.dates[0]}" ;'
            f' dcat:endDate "{counts.dates[-1]}" ] ;\n'
        )
    lines += [
        f"""
<{base}dataset> a dcat:Dataset, void:Dataset ;
    dcterms:title "工会信息知识图谱"@zh, "Knowledge graph of union bulletins"@en ;
    dcterms:description "从工会信息中读出的组织、活动、数据、文件、职务、事件与荣誉，均有原文出处。"@zh,
        "Organisations, programmes, figures, documents, posts, events and awards, each with its passage."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:creator <https://w3id.org/union-kg/contributors> ;
    dcterms:language <http://id.loc.gov/vocabulary/iso639-1/zh> ;
    dcterms:conformsTo <https://w3id.org/union-kg/ontology>, <https://w3id.org/union-kg/shapes> ;
    dcat:keyword "工会"@zh, "集体协商"@zh, "trade unions"@en, "collective bargaining"@en ;
{span}    prov:wasGeneratedBy [ a prov:Activity ; prov:wasAssociatedWith <{base}software/kg> ;
        rdfs:comment "code and data {", ".join(codes)}"@en ] ;
    dcat:distribution <{base}dataset/nquads>, <{base}dataset/turtle> ;
    void:uriSpace "{base}" ;
    void:feature <http://www.w3.org/ns/formats/N-Quads>, <http://www.w3.org/ns/formats/Turtle> ;
    void:vocabulary {", ".join(f"<{namespace}>" for namespace in used)} ;
    void:documents {len(graph.manifest)} ;
    void:triples {counts.triples} ;
    void:entities {counts.entities} ;
    void:distinctSubjects {counts.subjects} ;
    void:distinctObjects {counts.objects} ;
    void:classes {len(counts.classes)} ;
    void:properties {len(counts.properties)} ;""",
        *(
            f"    void:classPartition [ void:class <{name}> ; void:entities {number} ] ;"
            for name, number in sorted(counts.classes.items())
        ),
        *(
            f"    void:propertyPartition [ void:property <{name}> ; void:triples {number} ] ;"
            for name, number in sorted(counts.properties.items())
        ),
        *(f"    void:exampleResource <{Identity(base).bulletin(s)}> ;" for s in list(graph.manifest)[:1]),
        f"    void:rootResource <{base}dataset> .",
        *(
            f"\n<{base}dataset/{name}> a dcat:Distribution ; dcat:mediaType <{_MEDIA}{media}> ;\n"
            f'    rdfs:comment "kg dump FILE{ending}"@en .'
            for name, media, ending in (
                ("nquads", "application/n-quads", ".nq"),
                ("turtle", "text/turtle", ".ttl"),
            )
        ),
    ]
    return "\n".join(lines) + "\n"


_MEDIA: Final = "https://www.iana.org/assignments/media-types/"


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def cube(graph: Store) -> bytes:
    """All figures as an RDF Data Cube in Turtle: the structure first, then the observations, sorted."""
    found = graph.query(ontology.data("cube.rq").decode("utf-8"))
    if not isinstance(found, ox.QueryTriples):
        raise StoreError("ontology/cube.rq is no CONSTRUCT")
    lines = sorted({f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in found})
    observations = ox.serialize(
        ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES),
        format=ox.RdfFormat.TURTLE,
        prefixes={name: iri for name, iri in _CUBE.items() if name not in ("rdf", "owl", "xsd")},
    )
    return ontology.data("cube.ttl") + b"\n" + (observations or b"")


# ---------------------------------------------------------------- commands
_Graph = Annotated[Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")]


def describe_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="写入的文件（.ttl），不给则显示 / the file to write")
    ] = None,
    graph: _Graph = Path("graph"),
) -> None:
    """用 DCAT 与 VoID 描述图谱，附实际数目。 Describe the graph in DCAT and VoID, with true counts."""
    text = describe(open_graph(graph))
    if file is None:
        console.say(text.rstrip("\n"))
    else:
        _write(file, text.encode("utf-8"))


def cube_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="写入的文件（.ttl） / the file to write")],
    graph: _Graph = Path("graph"),
) -> None:
    """把全部数据写成 RDF 数据立方体。 Write all figures as an RDF Data Cube, for statistics tools."""
    _write(file, cube(open_graph(graph)))


def _write(path: Path, data: bytes) -> None:
    making = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        making.write_bytes(data)
        making.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        making.unlink(missing_ok=True)
    console.say(str(path))

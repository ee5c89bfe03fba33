"""Reading text in, span group `document` out: titles in 《…》, and papers quoted as “关于……的通知”.

Spans leave the brackets out. Labels: `titled`; `short` for a back reference to a longer title of the same
text (《意见》 after 《关于加强…的意见》), whose kb_id is that title; `media` for newspapers, magazines
and programmes (《工人日报》), which are no documents.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import terms

#: 《…》 with one level of 〈…〉 or 《…》 inside: 《关于印发〈工会资产管理办法〉的通知》
TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,60}》){1,120})》")
QUOTE = re.compile(r"“((?:[^“”\n]|“[^“”\n]{1,40}”){8,120})”")


@cache
def _endings() -> re.Pattern[str]:
    words = sorted(terms("document_endings"), key=len, reverse=True)
    return re.compile("(?:" + "|".join(words) + r")(?:（[^（）]{1,8}）)?$")


@cache
def _media() -> tuple[tuple[str, ...], frozenset[str]]:
    return tuple(terms("media_endings")), frozenset(terms("media_names"))


def plain(title: str) -> str:
    """A title without brackets, quotes and blanks, to compare two spellings of it."""
    return re.sub(r"[\s《》〈〉“”‘’（）()]", "", title)


def is_media(title: str) -> bool:
    """Does 《title》 name a newspaper, magazine or programme: 工人日报, 半月谈?"""
    endings, names = _media()
    return title.endswith(endings) or title in names


def refers_to(short: str, long: str) -> bool:
    """Is `short` a back reference to `long`: 意见 or 保障民主权益意见 to 关于保障职工民主权益的意见?

    The short form ends as the long one does, and its characters stand in the long one in this order.
    """
    a, b = plain(short), plain(long)
    if not 2 <= len(a) < len(b) or a[-1] != b[-1]:
        return False
    if b.endswith(a):
        return True
    if a[-2:] != b[-2:]:
        return False
    rest = iter(b)
    return all(char in rest for char in a)


def find(text: str) -> list[tuple[int, int, str, str, str]]:
    """Titles as (start, end, label, longer title, rule), in order of the text."""
    found = [(m.start(1), m.end(1), "document.brackets") for m in TITLE.finditer(text)]
    for match in QUOTE.finditer(text):
        start, end = match.span(1)
        inside = any(s < end and start < e for s, e, _ in found)
        if not inside and "关于" in text[start:end] and _endings().search(text[start:end]):
            found.append((start, end, "document.quoted"))
        elif not inside and _endings().search(text[start:end]):
            found.append((start, end, "document.echo"))  # kept only as an echo of a title in 《》
    found.sort()
    titles = sorted({text[s:e] for s, e, rule in found if rule != "document.echo"}, key=len, reverse=True)
    out = []
    for start, end, rule in found:
        title = text[start:end]
        longer = next((t for t in titles if refers_to(title, t)), "")
        if is_media(title):
            out.append((start, end, "media", "", rule))
        elif longer and (rule == "document.echo" or _is_reference(title, longer)):
            out.append((start, end, "short", longer, rule))
        elif rule != "document.echo":
            out.append((start, end, "titled", "", rule))
    return out


def _is_reference(title: str, longer: str) -> bool:
    """Is a title in 《》 another name of the longer one: 《意见》, 《劳动法》 of 《中华人民共和国劳动法》?

    《工会法》 is not 《江苏省实施〈工会法〉办法》: that one does not end so. But 《工资条例》 beside
    《企业工资条例》 may be another paper, so only bare endings and full names of the state count.
    """
    head = plain(longer).removesuffix(plain(title))
    return _endings().fullmatch(title) is not None or head == "中华人民共和国" or len(title) <= 4 < len(head)


class DocumentComponent:
    """spaCy component: `doc.spans["document"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        doc.spans["document"] = [
            Span(doc, start, end, label=label, kb_id=longer, span_id=rule)
            for start, end, label, longer, rule in find(doc.text)
        ]
        return doc


@Language.factory("kg_document")
def _create(nlp: Language, name: str) -> DocumentComponent:
    return DocumentComponent()

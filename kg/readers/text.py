"""The bytes of a plain-text file in, its text and the encoding's name out, verbatim.

Tried strictly in this order: UTF-8 (with or without a byte-order mark), UTF-16 with one, GB18030
(which holds GBK and GB2312), and last what charset-normalizer proposes. No line break is
translated and no character replaced; only a byte-order mark is dropped.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from kg.readers import BulletinError

#: First bytes of files that people take for text, with what to do about them.
_CONTAINERS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word/Excel (zip)"),
    (b"\xd0\xcf\x11\xe0", "Word/Excel 97-2003"),
    (b"{\\rtf", "RTF"),
)
#: Control characters no text holds: all of C0 but tab, line feed, vertical tab, form feed, return; and DEL.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPED = re.compile(r"[\udc80-\udcff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: The largest file taken for one bulletin: a year of them has less, and the text is kept as one literal, of
#: which the query index reads 16 MiB.
_MOST = 8_000_000
#: How much of a file charset-normalizer looks at; it takes seconds per megabyte.
_SAMPLE = 200_000


def decode(data: bytes, *, name: str) -> tuple[str, str]:
    """The text of `data` and its encoding; raises `BulletinError` naming file and byte offset."""
    if not data:
        raise BulletinError(f"{name}: 文件是空的 (the file is empty)")
    if len(data) > _MOST:
        size, most = (round(number / 1e6) for number in (len(data), _MOST))
        raise BulletinError(
            f"{name}: 文件有 {size} MB，一份简报至多 {most} MB，请拆分成单份"
            f" ({size} MB; a bulletin has at most {most} MB: split the file into single bulletins)"
        )
    for magic, kind in _CONTAINERS:
        if data.startswith(magic):
            raise BulletinError(
                f"{name}: 字节 0 处是 {kind} 文件的标记，不是纯文本，请另存为文本文件"
                f" (byte 0: a {kind} file, not plain text; save it as text first)"
            )
    text, encoding = _decoded(data, name)
    text = text.removeprefix("\ufeff")
    body = text.rstrip("\x1a")  # DOS editors end a file so
    if bad := _CONTROL.search(body):
        place = _byte_offset(data, text, bad.start(), encoding)
        raise BulletinError(
            f"{name}: 字节 {place} 处有控制字符 U+{ord(bad[0]):04X}，这不像文本文件"
            f" (byte {place}: control character, not a text file)"
        )
    if bad := _SURROGATE.search(body):
        place = _byte_offset(data, text, bad.start(), encoding)
        raise BulletinError(
            f"{name}: 字节 {place} 处有不成对的代理码 U+{ord(bad[0]):04X} (byte {place}: lone surrogate)"
        )
    if not body.strip():
        raise BulletinError(f"{name}: 文件只有空白 (the file holds only white space)")
    return body, encoding


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8 = error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise BulletinError(
                f"{name}: 字节 {error.start} 处不是有效的 UTF-16，可能有不成对的代理码或文件被截断"
                f" (byte {error.start}: not valid UTF-16: lone surrogate or cut short)"
            ) from error
    if b"\x00" in data:
        place = data.index(b"\x00")
        raise BulletinError(
            f"{name}: 字节 {place} 处有 NUL，这不像文本文件 (byte {place}: NUL, not a text file)"
        )
    _refuse_damaged_utf8(data, name, utf8.start)
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        gb = error
    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError:
            text = ""
        if len(_HAN.findall(text)) * 3 > len(text):  # else bytes, not Chinese: any 8-bit code page "decodes"
            return text, best.encoding
    raise BulletinError(
        f"{name}: 既不是 UTF-8（字节 {utf8.start}）、UTF-16，也不是 GB18030（字节 {gb.start}），无法读取"
        f" (neither UTF-8, byte {utf8.start}, nor UTF-16, nor GB18030, byte {gb.start})"
    )


def _refuse_damaged_utf8(data: bytes, name: str, place: int) -> None:
    """Raise where `data` is UTF-8 but for a few bytes: as GB18030 it would read as rubbish, silently."""
    text = data.decode("utf-8", errors="surrogateescape")
    broken = sum(1 for _ in _ESCAPED.finditer(text))
    if len(_HAN.findall(text)) >= 3 * broken:
        raise BulletinError(
            f"{name}: 字节 {place} 处不是有效的 UTF-8，其余部分却是：文件有损坏"
            f" (byte {place}: not valid UTF-8 though the rest is: the file is damaged)"
        )


def _byte_offset(data: bytes, text: str, index: int, encoding: str) -> int:
    """Where in `data` character `index` of `text` (byte-order mark dropped) starts."""
    mark = 0
    if encoding == "utf-8" and data.startswith(codecs.BOM_UTF8):
        mark = 3
    elif encoding == "utf-16":
        mark, encoding = 2, "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    return mark + len(text[:index].encode(encoding, errors="surrogatepass"))

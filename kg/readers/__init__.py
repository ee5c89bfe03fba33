"""Bytes of one format in, decoded text out: one module a format (`text` is plain text)."""

from __future__ import annotations


class BulletinError(ValueError):
    """A source that cannot be read as a bulletin; the message names the file and the place."""

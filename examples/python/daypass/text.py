"""Texts and base64url (section 1)."""

from __future__ import annotations

import base64


def is_text(value: object, most: int) -> bool:
    """Whether a value is a text of 1 to `most` bytes."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        return 1 <= len(value.encode()) <= most
    except UnicodeEncodeError:  # a lone surrogate
        return False


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes of base64url. The decoder of the library skips what it does not know, hence the second look."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise ValueError("not canonical base64url")
    return data

"""Errors, texts and base64url (section 1)."""

from __future__ import annotations

import base64
from typing import Literal

Code = Literal[
    "malformed", "unknown-key", "bad-signature", "binding-required", "not-yet-valid", "expired", "too-long-lived",
    "wrong-file", "permission-denied", "wrong-address", "https-required",
]


class LinkError(Exception):
    """A token is refused. The code is all that there is to say (section 6.4)."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


class Refused(ValueError):
    """What a signer or a holder asks for cannot, or must not, be said in a token (sections 7 and 8)."""


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

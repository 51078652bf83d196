"""Errors, texts and base64url (section 1)."""

from __future__ import annotations

import base64
from typing import Literal

Code = Literal[
    "malformed", "unknown-key", "bad-signature", "binding-required", "state-required", "not-yet-valid", "expired",
    "too-long-lived", "wrong-file", "permission-denied", "wrong-address", "https-required", "revoked", "used-up",
]


class LinkError(Exception):
    """A token is rejected. A verifier should not disclose more than the code (section 6.4)."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


class Refused(ValueError):
    """The input of a signer or a holder cannot, or must not, be written as a token (sections 7 and 8)."""


def is_text(value: object, most: int) -> bool:
    """Whether a value is a text of 1 to `most` bytes (section 1)."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        return 1 <= len(value.encode()) <= most
    except UnicodeEncodeError:  # a lone surrogate
        return False


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Decodes base64url. The standard decoder skips unknown characters, so the result is encoded again and compared."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise ValueError("not canonical base64url")
    return data

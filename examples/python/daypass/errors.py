"""The two ways to say no."""

from __future__ import annotations

from typing import Literal, get_args

Code = Literal[
    "malformed", "unknown-key", "bad-signature", "binding-required", "not-yet-valid", "expired", "too-long-lived",
    "wrong-file", "permission-denied", "wrong-address", "https-required",
]
CODES: tuple[str, ...] = get_args(Code)


class LinkError(Exception):
    """A token is refused. The code is all that there is to say (section 6.4)."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


class Refused(ValueError):
    """What a signer or a holder asks for cannot, or must not, be said in a token (sections 7 and 8)."""

"""The frame of a token (section 6.4, check 1) and its MACs (section 4)."""

from __future__ import annotations

import hmac
import re
from typing import NamedTuple, Optional

from .basics import LinkError, b64

MAX_LENGTH = 2048
MAX_DEPTH = 8
CLOCK_SKEW = 900  # allowed between any two clocks, in seconds
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Frame(NamedTuple):
    version: str
    key_id: str
    blocks: list[str]
    mac: str

    @property
    def bound(self) -> bool:
        return self.version == "1b"

    @property
    def first(self) -> str:
        """The text that the first MAC covers, without the bound value."""
        return f"{self.version}.{self.key_id}.{self.blocks[0]}"


def read_frame(token: object) -> Frame:
    """Splits a token without decoding its parts. Raises LinkError `malformed` if it lacks the frame of a token."""
    if not isinstance(token, str) or len(token) > MAX_LENGTH or not token.isascii() or token[-44:-43] != ".":
        raise LinkError("malformed")
    parts = token[:-44].split(".", 2)
    if len(parts) < 3 or parts[0] not in ("1", "1b") or parts[2].count("~") > MAX_DEPTH:
        raise LinkError("malformed")
    if not KEY_ID.fullmatch(parts[1]):
        raise LinkError("malformed")
    return Frame(parts[0], parts[1], parts[2].split("~"), token[-43:])


def derive_key(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, b"daypass/1/" + purpose.encode(), "sha256")


def first_mac(derived_key: bytes, first: str, bound_to: Optional[str]) -> str:
    message = first if bound_to is None else f"{first}\0{bound_to}"
    return b64(hmac.digest(derived_key, message.encode(), "sha256"))


def next_mac(mac: str, block: str) -> str:
    """The MAC of a narrowing block. Its key is the text of the preceding MAC, not the bytes that the text encodes."""
    return b64(hmac.digest(mac.encode(), block.encode(), "sha256"))

"""Keys and their schedule (section 9), and the other settings of a signer and a verifier (section 6.1)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Iterable, Optional

from .basics import Refused, unb64
from .token import KEY_ID

DAY = 86_400
PURPOSE = re.compile(r"[a-z0-9.-]{1,64}")
INSTANT = re.compile(r"[0-9]{1,11}")


@dataclass(frozen=True)
class Key:
    """A secret and its instants, in seconds since the epoch. Its repr does not contain the secret."""

    id: str
    secret: bytes = field(repr=False)
    sign_from: Optional[float] = None
    sign_until: Optional[float] = None
    verify_until: Optional[float] = None

    def __post_init__(self) -> None:
        if not KEY_ID.fullmatch(self.id) or not 32 <= len(self.secret) <= 64:
            raise Refused("a key has an id of 1 to 32 characters and a secret of 32 to 64 bytes")
        if not self.signs_from < self.signs_until <= self.verifies_until:
            raise Refused("the instants of a key are in the wrong order")

    @property
    def signs_from(self) -> float:
        return -math.inf if self.sign_from is None else self.sign_from

    @property
    def signs_until(self) -> float:
        return self.verifies_until if self.sign_until is None else self.sign_until

    @property
    def verifies_until(self) -> float:
        return math.inf if self.verify_until is None else self.verify_until


@dataclass(frozen=True)
class Settings:
    """The keys, the purpose, and durations in seconds. `skew` and `lease` matter only with a store (section 10)."""

    keys: tuple[Key, ...]
    purpose: str = "links"
    max_ttl: int = 7 * DAY
    start_leeway: int = 0
    skew: int = 2
    lease: int = 3600

    def __post_init__(self) -> None:
        if len({key.id for key in self.keys}) < len(self.keys):
            raise Refused("two keys have the same id")
        if not PURPOSE.fullmatch(self.purpose):
            raise Refused("a purpose is 1 to 64 characters of a-z 0-9 - .")
        if not 1 <= self.max_ttl <= 3653 * DAY or not 0 <= self.start_leeway <= 900:
            raise Refused("maxTtl is 1 second to 3653 days, startLeeway 0 to 900 seconds")
        if not 0 <= self.skew <= 300 or not 1 <= self.lease <= 7 * DAY:
            raise Refused("skew is 0 to 300 seconds, lease 1 second to 7 days")


def signing_key(keys: Iterable[Key], now: float) -> Key:
    """Among the keys that can sign, the one with the latest signFrom; among equals, the first (section 7)."""
    may_sign = [key for key in keys if key.signs_from <= now < key.signs_until]
    if not may_sign:
        raise Refused("no key can sign at this time")
    return max(may_sign, key=lambda key: key.signs_from)


def secret_from_text(text: str) -> bytes:
    """Decodes a secret. Text that consists only of hex digits is nearly always hex, so it is rejected (section 9)."""
    if re.fullmatch(r"[0-9A-Fa-f]*", text):
        raise Refused("a secret is base64url, and this looks like hex")
    try:
        return unb64(text)
    except ValueError:
        raise Refused("a secret is base64url") from None


def keys_from_text(text: str) -> tuple[Key, ...]:
    """Reads the value of DAYPASS_KEYS (section 9)."""
    return tuple(key_from_text(entry.strip(" \t\r\n")) for entry in text.split(","))


def key_from_text(entry: str) -> Key:
    parts = entry.split(":")
    if len(parts) not in (2, 5) or not all(INSTANT.fullmatch(part) for part in parts[2:] if part):
        raise Refused("an entry is id:secret or id:secret:signFrom:signUntil:verifyUntil")
    return Key(parts[0], secret_from_text(parts[1]), *(int(part) if part else None for part in parts[2:]))

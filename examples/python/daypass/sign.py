"""Signing (section 7)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from math import floor
from typing import Iterable, Optional

from .block import MAX_TIME, Block, write_block
from .conditions import conditions
from .errors import Refused
from .keys import Key, signing_key
from .limits import Upload
from .settings import Settings
from .text import is_text
from .times import When, clock, seconds, start_and_end
from .token import MAX_LENGTH, derive_key, first_mac
from .verify import Response

STANDARD = {"read", "write", "create", "delete", "list"}


def sign(
    settings: Settings,
    file_id: str,
    perms: Iterable[str],
    ttl: When,
    *,
    not_before: Optional[When] = None,
    tree: bool = False,
    addresses: Optional[Iterable[str]] = None,
    https_only: bool = False,
    response: Optional[Response] = None,
    upload: Optional[Upload] = None,
    ref: Optional[str] = None,
    bound_to: Optional[str] = None,
    round_expiry: Optional[timedelta] = None,
    now: Optional[float] = None,
) -> str:
    """A token; Refused where the format does not allow it."""
    now = floor(clock(now))
    names = set(perms)
    if response is not None and not names - (STANDARD - {"read"}):
        raise Refused("response headers are for those who may read")
    if upload is not None and not names & {"write", "create"}:
        raise Refused("upload limits are for those who may write or create")
    if bound_to is not None and not is_text(bound_to, 256):
        raise Refused("a binding is a text of 1 to 256 bytes")

    key = signing_key(settings.keys, now)
    start, expiry = start_and_end(now, not_before, ttl)
    expiry = checked_expiry(settings, key, now, max(now, start or 0), expiry, round_expiry)
    block = Block(
        start=start,
        expiry=expiry,
        ref=ref,
        **conditions(file_id, tree, names, addresses, https_only, upload),
        **({} if response is None else asdict(response)),
    )
    first = f"{'1' if bound_to is None else '1b'}.{key.id}.{write_block(block, holder=False)}"
    token = f"{first}.{first_mac(derive_key(key.secret, settings.purpose), first, bound_to)}"
    if len(token) > MAX_LENGTH:
        raise Refused("too long")
    return token


def checked_expiry(
    settings: Settings, key: Key, now: int, since: int, expiry: int, round_expiry: Optional[timedelta]
) -> int:
    """The expiry, rounded to a window where that is wanted. `since` is s of section 7."""
    latest = min(key.verifies_until, MAX_TIME)
    if since - now > settings.max_ttl or not 0 < expiry - since <= settings.max_ttl or expiry > latest:
        raise Refused("the lifetime is not one that the settings and the key allow")
    if round_expiry is None:
        return expiry
    window = seconds(round_expiry)
    if window > expiry - since:
        raise Refused("a window longer than the lifetime")
    down = expiry // window * window
    up = down if down == expiry else down + window
    return up if up <= min(since + settings.max_ttl, latest) else down

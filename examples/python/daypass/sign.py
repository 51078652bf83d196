"""Signing (section 7)."""

from __future__ import annotations

import secrets
from dataclasses import replace
from math import floor
from typing import Optional

from .basics import Refused, b64, is_text
from .block import MAX_TIME, write_block
from .keys import Settings, signing_key
from .terms import Terms, clock, seconds
from .token import CLOCK_SKEW, MAX_LENGTH, derive_key, first_mac

STANDARD = {"read", "write", "create", "delete", "list"}


def sign(settings: Settings, terms: Terms, now: Optional[float] = None, issued: Optional[int] = None) -> str:
    """Makes a token. Raises Refused if section 7 does not allow it.

    A new managed link is issued at `issued`, or now. `ManagedLinks.sign` knows which marks it has to be later than.
    """
    instant = clock(now)
    now = floor(instant)
    perms = set(terms.perms or ())
    if terms.response is not None and not perms - (STANDARD - {"read"}):
        raise Refused("response headers require the permission read or a custom permission")
    if terms.upload is not None and not perms & {"write", "create"}:
        raise Refused("upload limits require the permission write or create")
    if terms.bound_to is not None and not is_text(terms.bound_to, 256):
        raise Refused("a binding is a text of 1 to 256 bytes")

    block = terms.block(now)
    if block.issued is not None and block.issued > now + CLOCK_SKEW:
        raise Refused("issued_at must not be in the future")
    # The key of the time at which a link was issued. Without one, the only comparison that uses fractions of a second.
    try:
        key = signing_key(settings.keys, instant if block.issued is None else block.issued)
    except Refused:
        key = signing_key(settings.keys, instant)
    if terms.managed and block.issued is None:
        block = replace(block, issued=now if issued is None else issued, nonce=b64(secrets.token_bytes(12)))
    if block.expiry is None:
        raise Refused("ttl is required")
    since = max(now, block.start or 0)  # s of section 7
    latest = min(since + settings.max_ttl, key.verifies_until, MAX_TIME)
    if since - now > settings.max_ttl or not since < block.expiry <= latest:
        raise Refused("the settings or the key do not allow this lifetime")
    if terms.round_expiry is not None:
        window = seconds(terms.round_expiry)
        if window > block.expiry - since:
            raise Refused("round_expiry is longer than the lifetime")
        down, rest = divmod(block.expiry, window)
        up = down + (rest > 0)
        block = replace(block, expiry=window * (up if up * window <= latest else down))

    if block.issued is not None:
        late = (block.start or 0) - block.issued
        if block.expiry <= block.issued or max(late, block.expiry - max(block.issued, block.start or 0)) > settings.max_ttl:
            raise Refused("no verifier would accept a link that was issued then")

    version = "1" if terms.bound_to is None else "1b"
    first = f"{version}.{key.id}.{write_block(block, holder=False)}"
    token = f"{first}.{first_mac(derive_key(key.secret, settings.purpose), first, terms.bound_to)}"
    if len(token) > MAX_LENGTH:
        raise Refused("the token would be too long")
    return token

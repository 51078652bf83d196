"""Narrowing by a holder, who has no key (section 8)."""

from __future__ import annotations

from typing import Iterable, Optional

from .block import Block, read_block, write_block
from .conditions import conditions
from .errors import LinkError, Refused
from .limits import Upload
from .text import unb64
from .times import When, clock, start_and_end
from .token import MAX_DEPTH, MAX_LENGTH, next_mac, read_frame


def narrow(
    token: str,
    *,
    ttl: Optional[When] = None,
    not_before: Optional[When] = None,
    file_id: Optional[str] = None,
    tree: bool = False,
    perms: Optional[Iterable[str]] = None,
    addresses: Optional[Iterable[str]] = None,
    https_only: bool = False,
    upload: Optional[Upload] = None,
    now: Optional[float] = None,
) -> str:
    """A token that permits less; LinkError where `token` is none, Refused where no such child can be made."""
    frame = read_frame(token)
    for depth, text in enumerate(frame.blocks):
        read_block(text, holder=depth > 0)
    try:
        unb64(frame.mac)
    except ValueError:
        raise LinkError("malformed") from None

    start, expiry = start_and_end(clock(now), not_before, ttl)
    if start is not None and expiry is not None and start >= expiry:
        raise Refused("a start that is not before the end")
    fields = conditions(file_id, tree, perms, addresses, https_only, upload)
    block = write_block(Block(start=start, expiry=expiry, **fields), holder=True)
    child = f"{token[:-44]}~{block}.{next_mac(frame.mac, block)}"
    if len(frame.blocks) > MAX_DEPTH or len(child) > MAX_LENGTH:
        raise Refused("too deep or too long")
    return child

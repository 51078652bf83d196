"""Narrowing by a holder, which does not need a key (section 8)."""

from __future__ import annotations

from typing import Optional

from .basics import LinkError, Refused, unb64
from .block import Block, read_block, write_block
from .terms import Terms, clock
from .token import MAX_DEPTH, MAX_LENGTH, next_mac, read_frame


def holder_text(terms: Terms, now: Optional[float] = None) -> str:
    """The text of a holder's block; empty if the terms restrict nothing."""
    if terms.bound_to is not None or terms.round_expiry is not None or terms.managed:
        raise Refused("only a signer can set bound_to, round_expiry and managed")
    block = terms.block(clock(now))
    if block.start is not None and block.expiry is not None and block.start >= block.expiry:
        raise Refused("the start is not before the expiry")
    return "" if block == Block() else write_block(block, holder=True)


def narrow(token: str, terms: Terms, now: Optional[float] = None) -> str:
    """Makes a token that permits less. LinkError if `token` is malformed, Refused if the child cannot be made."""
    frame = read_frame(token)
    for depth, text in enumerate(frame.blocks):
        read_block(text, holder=depth > 0)
    try:
        unb64(frame.mac)
    except ValueError:
        raise LinkError("malformed") from None

    text = holder_text(terms, now)
    if text == "":
        raise Refused("these terms restrict nothing")
    child = f"{token[:-44]}~{text}.{next_mac(frame.mac, text)}"
    if len(frame.blocks) > MAX_DEPTH or len(child) > MAX_LENGTH:
        raise Refused("the token would be too deep or too long")
    return child

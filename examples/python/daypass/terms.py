"""The input of a signer or a holder, and its conversion to a block (sections 7 and 8)."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from math import floor, isfinite
from typing import Optional, Sequence, Union

from .addresses import read_network
from .basics import Refused
from .block import Block, Response
from .files import drop_slash, is_file_id
from .limits import Upload

When = Union[timedelta, datetime]
"""A duration, or an instant with a time zone."""

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Terms:
    """A signer must set file_id, perms and ttl. A holder must not set any of the members from `response` on."""

    file_id: Optional[str] = None
    perms: Optional[Sequence[str]] = None
    ttl: Optional[When] = None
    not_before: Optional[When] = None
    tree: bool = False
    addresses: Optional[Sequence[str]] = None
    https_only: bool = False
    upload: Optional[Upload] = None
    response: Optional[Response] = None
    ref: Optional[str] = None
    bound_to: Optional[str] = None
    round_expiry: Optional[timedelta] = None
    managed: bool = False
    issued_at: Optional[datetime] = None  # with nonce: the same managed link again
    nonce: Optional[str] = None
    policy: Optional[str] = None
    uses: Optional[int] = None

    def block(self, now: float) -> Block:
        """Converts these terms to a block, without checking its values."""
        upload = self.upload or Upload()
        if upload.contradictory or self.upload == Upload() or self.response == Response():
            raise Refused("upload limits are contradictory, or a group of options is empty")
        if self.file_id is not None and not is_file_id(self.file_id):
            raise Refused("file_id")  # before its slash is dropped
        start = None if self.not_before is None else second(self.not_before, floor(now))
        return Block(
            **asdict(self.response or Response()),
            addresses=None if self.addresses is None else tuple(read_network(text) for text in self.addresses),
            start=start,
            expiry=None if self.ttl is None else second(self.ttl, floor(now) if start is None else start),
            file=drop_slash(self.file_id) if self.tree and self.file_id is not None else self.file_id,
            https_only=True if self.https_only else None,
            issued=None if self.issued_at is None else second(self.issued_at, 0),
            media_types=upload.content_types and tuple(lower(name) for name in upload.content_types),
            min_bytes=upload.min_bytes,
            max_bytes=upload.max_bytes,
            nonce=self.nonce,
            perms=None if self.perms is None else tuple(self.perms),
            ref=self.ref,
            policy=self.policy,
            tree=True if self.tree else None,
            uses=self.uses,
        )


def clock(now: Optional[float]) -> float:
    """The given instant, or the system time. In seconds since the epoch."""
    now = time.time() if now is None else now
    if not isfinite(now) or now < 0:
        raise ValueError("now must be a finite number of at least 0")
    return now


def seconds(duration: timedelta) -> int:
    if duration < SECOND or duration % SECOND:
        raise Refused("a duration is a whole number of seconds, at least 1")
    return duration // SECOND


def second(when: When, base: int) -> int:
    """An instant, or the instant a duration after `base`, rounded down to a second since the epoch."""
    if isinstance(when, timedelta):
        return base + seconds(when)
    if when.tzinfo is None:
        raise Refused("an instant must have a time zone")
    return (when - EPOCH) // SECOND


def lower(media_type: str) -> str:
    """Converts A-Z to a-z, and no other character: the Kelvin sign does not become k."""
    return media_type.lower() if media_type.isascii() else media_type

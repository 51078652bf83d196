"""What a signer or a holder asks for, brought into the form of a block (sections 7 and 8)."""

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
    """A signer has to give file_id, perms and ttl. The last four are not for a holder."""

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

    def block(self, now: float) -> Block:
        """These terms as a block, its values not yet checked."""
        upload = self.upload or Upload()
        if upload.contradictory or self.upload == Upload() or self.response == Response():
            raise Refused("upload limits that contradict each other, or a group of options without any")
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
            media_types=upload.content_types and tuple(lower(name) for name in upload.content_types),
            min_bytes=upload.min_bytes,
            max_bytes=upload.max_bytes,
            perms=None if self.perms is None else tuple(self.perms),
            ref=self.ref,
            tree=True if self.tree else None,
        )


def clock(now: Optional[float]) -> float:
    """The instant that is given, or that of the system."""
    now = time.time() if now is None else now
    if not isfinite(now) or now < 0:
        raise ValueError("the clock gives no time")
    return now


def seconds(duration: timedelta) -> int:
    if duration < SECOND or duration % SECOND:
        raise Refused("a duration is a whole number of seconds, 1 at least")
    return duration // SECOND


def second(when: When, base: int) -> int:
    """The second of an instant, rounded down, or the one a duration after `base`."""
    if isinstance(when, timedelta):
        return base + seconds(when)
    if when.tzinfo is None:
        raise Refused("an instant without a time zone")
    return (when - EPOCH) // SECOND


def lower(media_type: str) -> str:
    """A-Z as a-z, and nothing else: the Kelvin sign is no k."""
    return media_type.lower() if media_type.isascii() else media_type

"""Whole seconds (sections 1 and 7)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from math import floor, isfinite
from typing import Optional, Union

from .errors import Refused

When = Union[timedelta, datetime]
"""A duration, or an instant with a time zone."""

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


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


def instant(when: When, base: int) -> int:
    """The second of an instant, rounded down, or the one a duration after `base`."""
    if isinstance(when, timedelta):
        return base + seconds(when)
    if when.tzinfo is None:
        raise Refused("an instant without a time zone")
    return (when - EPOCH) // SECOND


def start_and_end(now: float, not_before: Optional[When], ttl: Optional[When]) -> tuple[Optional[int], Optional[int]]:
    """A lifetime counts from the start where there is one, and from now otherwise."""
    start = None if not_before is None else instant(not_before, floor(now))
    return start, None if ttl is None else instant(ttl, floor(now) if start is None else start)

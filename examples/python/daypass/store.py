"""A store in memory, and the birth of a store (sections 10.6 and 10.7). Times are in seconds since the epoch."""

from __future__ import annotations

import math
import re
from math import ceil, floor
from typing import Callable, NamedTuple, Optional, Protocol, Sequence

NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
MAX_NUMBER = 2**53 - 1
YOUNG = 2  # an instance of this age can be the first of all


class StoreError(Exception):
    """The store failed or gave nonsense. Nothing was accepted."""


class Use(NamedTuple):
    admitted: bool
    used: int


class Store(Protocol):
    def read(self, keys: Sequence[str]) -> list[Optional[str]]: ...
    def raise_to(self, key: str, number: int, end: float) -> float: ...
    def write(self, key: str, text: Optional[str], end: float) -> None: ...
    def use(self, key: str, claim: Optional[str], most: int, lease: float, end: float) -> Use: ...


class MemoryStore:
    """Keeps everything in this process, and is not safe for threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.entries: dict[tuple[str, ...], tuple[str, float]] = {}

    def get(self, *key: str) -> tuple[Optional[str], float]:
        text, end = self.entries.get(key, (None, 0))
        return (text, end) if self.clock() < end else (None, 0)

    def read(self, keys: Sequence[str]) -> list[Optional[str]]:
        return [self.get(key)[0] for key in keys]

    def raise_to(self, key: str, number: int, end: float) -> float:
        text, until = self.get(key)
        self.entries[(key,)] = (str(max(number, int(text or 0))), max(end, until))
        return self.clock()

    def write(self, key: str, text: Optional[str], end: float) -> None:
        self.entries.pop((key,), None)
        if text is not None:
            self.entries[(key,)] = (text, end)

    def use(self, key: str, claim: Optional[str], most: int, lease: float, end: float) -> Use:
        text, until = self.get(key)
        used, now = int(text or 0), self.clock()
        if now >= end:
            return Use(False, used)
        if claim is not None and self.get(key, claim)[0] is not None:
            return Use(True, used)
        if used >= most:
            return Use(False, used)
        self.entries[(key,)] = (str(used + 1), max(end, until))
        if claim is not None:
            # In whole milliseconds, so that adding the lease does not round.
            self.entries[(key, claim)] = ("", min(round((now + lease) * 1000) / 1000, end))
        return Use(True, used + 1)


def stored_number(text: Optional[str]) -> Optional[int]:
    if text is None:
        return None
    if not NUMBER.fullmatch(text) or int(text) > MAX_NUMBER:
        raise StoreError("the store gave something other than a number")
    return int(text)


class Birth:
    """What one instance knows of the birth of its store."""

    def __init__(self, store: Store, key: str, clock: Callable[[], float], skew: int) -> None:
        self.store, self.key, self.clock, self.skew = store, key, clock, skew
        self.created = clock()
        self.known: Optional[int] = None
        self.observe(store.read([key])[0])

    @property
    def floor(self) -> int:
        """No link may be issued at or before this second."""
        return max(floor(self.created), 0 if self.known is None else self.known // 2)

    def observe(self, text: Optional[str]) -> int:
        """The second of a birth that was read, once a lost one has been replaced."""
        value = stored_number(text)
        if value is None or not (self.known is None or value == self.known or value % 2 == 1):
            now = self.clock()
            first = value is None and self.known is None and now - self.created <= YOUNG
            late = max(ceil(now) + self.skew, -1 if self.known is None else self.known // 2 + 1)
            self.store.raise_to(self.key, 2 * floor(self.created) if first else 2 * late + 1, math.inf)
            value = stored_number(self.store.read([self.key])[0])
            if value is None:
                raise StoreError("the store does not keep what is written to it")
        self.known = value
        return value // 2

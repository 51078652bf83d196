"""What signers and verifiers agree on (section 6.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import Refused
from .keys import Key

DAY = 86_400
PURPOSE = re.compile(r"[a-z0-9.-]{1,64}")


@dataclass(frozen=True)
class Settings:
    keys: tuple[Key, ...]
    purpose: str = "links"
    max_ttl: int = 7 * DAY
    start_leeway: int = 0

    def __post_init__(self) -> None:
        if len({key.id for key in self.keys}) < len(self.keys):
            raise Refused("two keys have the same id")
        if not PURPOSE.fullmatch(self.purpose):
            raise Refused("a purpose is 1 to 64 of a-z 0-9 - .")
        if not 1 <= self.max_ttl <= 3653 * DAY or not 0 <= self.start_leeway <= 900:
            raise Refused("maxTtl is 1 second to 3653 days, startLeeway 0 to 900 seconds")

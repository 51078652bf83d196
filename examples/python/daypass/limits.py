"""Upload limits (section 5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Upload:
    """Limits on the body of an upload. None: no limit."""

    min_bytes: Optional[int] = None
    max_bytes: Optional[int] = None
    content_types: Optional[tuple[str, ...]] = None

    @property
    def contradictory(self) -> bool:
        """Whether no body can satisfy these limits."""
        too_few = self.max_bytes is not None and (self.min_bytes or 0) > self.max_bytes
        return too_few or (self.content_types is not None and not self.content_types)


def combine(earlier: Upload, later: Upload) -> Upload:
    """The limits that both allow together (section 5.7)."""
    maxima = [most for most in (earlier.max_bytes, later.max_bytes) if most is not None]
    return Upload(
        min_bytes=max(earlier.min_bytes or 0, later.min_bytes or 0) or None,
        max_bytes=min(maxima, default=None),
        content_types=common_types(earlier.content_types, later.content_types),
    )


def common_types(one: Optional[tuple[str, ...]], other: Optional[tuple[str, ...]]) -> Optional[tuple[str, ...]]:
    if one is None or other is None:
        return other if one is None else one
    return tuple(sorted({t for t in one if allows(other, t)} | {t for t in other if allows(one, t)}))


def allows(types: tuple[str, ...], entry: str) -> bool:
    return entry in types or entry.partition("/")[0] + "/*" in types

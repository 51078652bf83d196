"""File ids and trees (section 5.3)."""

from __future__ import annotations

import re
from typing import Optional

from .basics import is_text

ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def is_file_id(value: object) -> bool:
    return is_text(value, 512)


def fits_tree(file_id: str) -> bool:
    escapes = "\\" in file_id or ESCAPE.search(file_id)
    return not escapes and not any(segment in ("", ".", "..") for segment in file_id.split("/"))


def drop_slash(file_id: str) -> str:
    return file_id[:-1] if file_id.endswith("/") else file_id


def matches(file: Optional[str], tree: Optional[bool], candidate: str) -> bool:
    """Whether a block with this file, or without a file, matches the candidate file."""
    if file is None:
        return True
    if not tree:
        return candidate == file
    inner = drop_slash(candidate)
    return is_file_id(inner) and fits_tree(inner) and (inner == file or inner.startswith(file + "/"))

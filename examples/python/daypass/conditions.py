"""What a signer and a holder write alike (sections 7 and 8)."""

from __future__ import annotations

from typing import Any, Iterable, Optional

from .addresses import read_network
from .errors import Refused
from .files import drop_slash
from .limits import Upload


def conditions(
    file_id: Optional[str],
    tree: bool,
    perms: Optional[Iterable[str]],
    addresses: Optional[Iterable[str]],
    https_only: bool,
    upload: Optional[Upload],
) -> dict[str, Any]:
    """The attributes of a Block for these conditions."""
    if upload is not None and upload.contradictory:
        raise Refused("no body can satisfy these upload limits")
    return {
        "file": drop_slash(file_id) if tree and file_id is not None else file_id,
        "tree": True if tree else None,
        "perms": None if perms is None else tuple(perms),
        "addresses": None if addresses is None else tuple(read_network(text) for text in addresses),
        "https_only": True if https_only else None,
        "min_bytes": upload and upload.min_bytes,
        "max_bytes": upload and upload.max_bytes,
        "media_types": upload and upload.content_types and tuple(lower(name) for name in upload.content_types),
    }


def lower(media_type: str) -> str:
    """A-Z as a-z, and nothing else: the Kelvin sign is no k."""
    return media_type.lower() if media_type.isascii() else media_type

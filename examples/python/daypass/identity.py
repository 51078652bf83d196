"""Identities of links (section 10.1) and keys of the store (section 10.2)."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Optional, Sequence

from .basics import b64
from .block import Block
from .files import drop_slash

PLAIN_NAME = re.compile(r"(?!#)[!-~]{1,200}")


def digest(text: str) -> str:
    return b64(sha256(text.encode()).digest())


def link_ids(macs: Sequence[str]) -> list[str]:
    """The identities of a token: that of its root first, its own last."""
    return [digest(f"daypass/id/{mac}") for mac in macs]


def claim_hash(claim: str) -> str:
    return digest(f"daypass/claim/{claim}")


class Subjects:
    """The keys of one purpose in a store."""

    def __init__(self, purpose: str) -> None:
        self.start = f"{{{purpose}}}:"
        self.birth = f"{self.start}birth"
        self.ahead = f"{self.start}ahead"
        self.all = f"{self.start}all"

    def link(self, link_id: str) -> str:
        return f"{self.start}link:{link_id}"

    def file(self, file_id: str) -> str:
        return f"{self.start}file:{name_of(drop_slash(file_id))}"

    def folder(self, folder: str) -> str:
        return f"{self.start}folder:{name_of(drop_slash(folder))}"

    def ref(self, ref: str) -> str:
        return f"{self.start}ref:{name_of(ref)}"

    def policy(self, name: str) -> str:
        return f"{self.start}policy:{name}"

    def terms(self, name: str) -> str:
        return f"{self.start}terms:{name}"

    def uses(self, root_id: str) -> str:
        return f"{self.start}uses:{root_id}"

    def marks(self, signer: Block, ids: Sequence[str] = (), candidate: Optional[str] = None) -> list[str]:
        """The keys of all marks that cover a link (section 10.3)."""
        files = {file for file in (signer.file, candidate) if file is not None}
        keys = [self.all, *map(self.link, ids), *map(self.file, files)]
        keys += [self.folder(folder) for file in files for folder in folders_of(file)]
        if signer.ref is not None:
            keys.append(self.ref(signer.ref))
        if signer.policy is not None:
            keys.append(self.policy(signer.policy))
        return keys


def name_of(text: str) -> str:
    return text if PLAIN_NAME.fullmatch(text) else f"#{digest(text)}"


def folders_of(file_id: str) -> list[str]:
    """The file itself, which can be a folder, and every folder that it is in."""
    path = drop_slash(file_id)
    return [path] + [path[:i] for i in range(1, len(path)) if path[i] == "/"]

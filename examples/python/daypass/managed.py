"""Links that can be revoked, counted, and moved: a signer and verifier with a store (section 10)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace
from math import ceil, floor
from typing import Callable, Optional

from .basics import LinkError, Refused, is_text
from .block import MAX_TIME, POLICY, Block, read_block
from .files import drop_slash, fits_tree, is_file_id
from .identity import Subjects, claim_hash, folders_of, link_ids
from .keys import Settings
from .narrow import holder_text
from .sign import sign
from .store import Birth, Store, StoreError, stored_number
from .terms import Terms, clock
from .token import CLOCK_SKEW, MAX_LENGTH
from .uses import Counter, Uses
from .verify import Grant, Proven, Request, judge, prove

CLAIM = re.compile(r"[!-~]{16,128}")


@dataclass(frozen=True)
class ManagedRequest(Request):
    """A request to a verifier with a store. Without a claim, it is a separate use; with count=False, it only looks."""

    claim: Optional[str] = None
    count: bool = True

    def __post_init__(self) -> None:
        if self.claim is not None and not CLAIM.fullmatch(self.claim):
            raise Refused("a claim is 16 to 128 visible ASCII characters")


@dataclass(frozen=True)
class ManagedGrant(Grant):
    """A grant, and what a verifier with a store adds to it (section 6.5)."""

    link_id: str = ""
    issued_at: Optional[int] = None
    policy: Optional[str] = None
    uses: Optional[Uses] = None


class ManagedLinks:
    """A signer and verifier with a store. `clock` gives seconds since the epoch."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float]) -> None:
        self.settings, self.store, self.clock = settings, store, clock
        self.subjects = Subjects(settings.purpose)
        self.birth = Birth(store, self.subjects.birth, clock, settings.skew)
        self.raised: dict[str, int] = {}  # the marks that this instance has raised
        self.issued: dict[str, int] = {}  # the latest `i` that it has written, by subject

    def sign(self, terms: Terms) -> str:
        """Makes a managed link. It does not use the store."""
        now = self.clock()
        if terms.issued_at is not None or terms.nonce is not None:
            return sign(self.settings, terms, now)
        block = terms.block(now)
        keys = self.subjects.marks(block)
        issued = max(floor(now), self.birth.floor + 1, *(self.raised.get(key, 0) + 1 for key in keys))
        for key in keys if block.tree is None else [*keys, tree_of(block.file)]:
            self.issued[key] = max(issued, self.issued.get(key, 0))
        return sign(self.settings, replace(terms, managed=True), now, issued)

    def verify(self, token: object, request: ManagedRequest = ManagedRequest()) -> ManagedGrant:
        """The grant, or a LinkError with the code of the first check that fails. Raises StoreError if the store fails."""
        now = self.clock()
        link = prove(self.settings, token, request.bound_to, now)
        judge(self.settings, link, request, now)
        signer, ids = link.blocks[0], link_ids(link.macs)

        marks = self.subjects.marks(signer, ids, request.file_id)
        names = [] if signer.policy is None else [self.subjects.terms(signer.policy)]
        born, *texts = self.store.read([self.subjects.birth, *marks, *names])
        born = self.birth.observe(born)
        issued = -1 if signer.issued is None else signer.issued
        if signer.issued is not None and issued <= born:
            raise LinkError("revoked")
        if any(mark is not None and issued <= mark for mark in map(stored_number, texts[: len(marks)])):
            raise LinkError("revoked")
        if names:
            if texts[-1] is None:
                raise LinkError("revoked")
            link = replace(link, blocks=(*link.blocks, read_policy(texts[-1])))
        grant, uses = self.judge_again(link, request), None

        if signer.uses is not None:
            counter = Counter(self.store, self.birth, self.subjects.uses(ids[0]), signer, self.settings.lease)
            claim = None if request.claim is None else claim_hash(request.claim)
            uses = counter.count(claim) if request.count else counter.look(claim)
            grant = self.judge_again(link, request)
        members = {field.name: getattr(grant, field.name) for field in fields(Grant)}
        return ManagedGrant(**members, link_id=ids[-1], issued_at=signer.issued, policy=signer.policy, uses=uses)

    def judge_again(self, link: Proven, request: ManagedRequest) -> Grant:
        """Check 3 and checks 7 to 13 by the clock of now: the store may have taken its time to answer (section 10.4)."""
        now = clock(self.clock())
        if now >= link.key.verifies_until:
            raise LinkError("unknown-key")
        return judge(self.settings, link, request, now)

    def revoke_token(self, token: str, bound_to: Optional[str] = None) -> None:
        """Revokes a link, and all links that were narrowed from it."""
        link = prove(self.settings, token, bound_to, self.clock())
        self.mark_link(link_ids(link.macs)[-1], link.blocks[0].expiry)

    def revoke_id(self, link_id: str) -> None:
        life = 2 * (self.settings.max_ttl + CLOCK_SKEW)
        self.mark_link(link_id, ceil(self.clock()) + self.settings.skew + life)

    def revoke_file(self, file_id: str, tree: bool = False) -> int:
        """Revokes all links to a file, or to a folder and to everything in it. Returns `until` (section 10.3)."""
        if not is_file_id(file_id) or (tree and not fits_tree(drop_slash(file_id))):
            raise Refused("file_id")
        key = self.subjects.folder(file_id) if tree else self.subjects.file(file_id)
        return self.mark(key, *map(tree_of, folders_of(file_id)))

    def revoke_ref(self, ref: str) -> int:
        if not is_text(ref, 256):
            raise Refused("ref")
        return self.mark(self.subjects.ref(ref))

    def revoke_policy(self, name: str) -> int:
        return self.mark(self.subjects.policy(policy_name(name)))

    def revoke_all(self) -> int:
        return self.mark(self.subjects.all)

    def set_policy(self, name: str, terms: Terms) -> None:
        """Sets or replaces what all links under this name are narrowed to."""
        key, text = self.subjects.terms(policy_name(name)), holder_text(terms, self.clock())
        if len(text) > MAX_LENGTH:
            raise Refused("the policy would be too long")
        self.store.write(key, text, math.inf)

    def delete_policy(self, name: str) -> None:
        self.revoke_policy(name)
        self.store.write(self.subjects.terms(name), None, math.inf)

    def mark_link(self, link_id: str, expiry: int) -> None:
        self.store.raise_to(self.subjects.link(link_id), MAX_TIME, expiry + CLOCK_SKEW)

    def mark(self, key: str, *trees: str) -> int:
        """Raises a mark to the T of section 10.3, and returns T + 1. `trees` are those that the subject is in."""
        texts = self.store.read([key, self.subjects.birth, self.subjects.ahead])
        current, birth, ahead = map(stored_number, texts)
        mark = ceil(self.clock()) + self.settings.skew
        others = -1 if ahead is None else ahead
        mark = max(mark, (-1 if birth is None else birth // 2) + 1, min(others + 1, mark + self.settings.skew + 1))
        if current is not None and current >= mark:
            mark = current + 1
        mark = min(max(mark, *(self.issued.get(covered, 0) for covered in (key, *trees))), MAX_TIME)
        life = 2 * (self.settings.max_ttl + CLOCK_SKEW)
        later = ceil(self.store.raise_to(key, mark, mark + life)) + self.settings.skew
        self.store.raise_to(self.subjects.ahead, mark, mark + CLOCK_SKEW)
        if later > mark:
            mark = later
            self.store.raise_to(key, mark, mark + life)
            self.store.raise_to(self.subjects.ahead, mark, mark + CLOCK_SKEW)
        self.raised[key] = mark
        return mark + 1


def tree_of(folder: str) -> str:
    """The name of a tree among the subjects for which `i` is remembered. No key of a store contains a space."""
    return f"tree {folder}"


def policy_name(name: str) -> str:
    if not isinstance(name, str) or not POLICY.fullmatch(name):
        raise Refused("the name of a policy is 1 to 64 of A-Z a-z 0-9 - _")
    return name


def read_policy(text: str) -> Block:
    if text == "":
        return Block()
    try:
        return read_block(text, holder=True)
    except LinkError:
        raise StoreError("the store gave something other than a policy") from None

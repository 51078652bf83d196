"""Verification (section 6)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from itertools import accumulate
from math import floor
from typing import Optional

from .addresses import read_address
from .basics import LinkError, is_text
from .block import Block, Response, read_block
from .files import matches
from .keys import Key, Settings
from .limits import Upload, combine
from .terms import clock
from .token import CLOCK_SKEW, Frame, derive_key, first_mac, next_mac, read_frame


@dataclass(frozen=True)
class Request:
    """The request to be permitted (section 6.2). None: not known."""

    file_id: Optional[str] = None
    perm: Optional[str] = None
    address: Optional[str] = None
    secure: Optional[bool] = None
    bound_to: Optional[str] = None


@dataclass(frozen=True)
class Grant:
    """What an accepted token gives (section 6.5)."""

    file_id: str
    perms: tuple[str, ...]
    expires_at: int
    key_id: str
    depth: int
    bound: bool
    not_before: Optional[int] = None
    tree: Optional[str] = None
    response: Optional[Response] = None
    upload: Optional[Upload] = None
    ref: Optional[str] = None


@dataclass(frozen=True)
class Proven:
    """A token whose MAC is valid and whose blocks are well-formed. Nothing else about it has been checked."""

    frame: Frame
    key: Key
    macs: tuple[str, ...]  # of the token and all its ancestors, the root's first
    blocks: tuple[Block, ...]


def verify(settings: Settings, token: object, request: Request = Request(), now: Optional[float] = None) -> Grant:
    """The grant of the token for this request. Raises LinkError with the code of the first check that fails."""
    now = clock(now)
    link = prove(settings, token, request.bound_to, now)
    if link.blocks[0].issued is not None:
        raise LinkError("state-required")
    return judge(settings, link, request, now)


def prove(settings: Settings, token: object, bound_to: Optional[str], now: float) -> Proven:
    """Checks 1 to 5."""
    clock(now)
    frame = read_frame(token)
    if frame.bound and bound_to is None:
        raise LinkError("binding-required")
    key = next((key for key in settings.keys if key.id == frame.key_id), None)
    if key is None or now >= key.verifies_until:
        raise LinkError("unknown-key")
    macs = valid_macs(frame, key, settings.purpose, bound_to)
    return Proven(frame, key, macs, tuple(read_block(text, holder=i > 0) for i, text in enumerate(frame.blocks)))


def judge(settings: Settings, link: Proven, request: Request, now: float) -> Grant:
    """Checks 7 to 13."""
    blocks, signer = link.blocks, link.blocks[0]
    start = max((block.start for block in blocks if block.start is not None), default=None)
    expiry = min(block.expiry for block in blocks if block.expiry is not None)
    if signer.issued is not None and signer.issued > now + 2 * settings.skew + 2:
        raise LinkError("not-yet-valid")
    if start is not None and now < start - settings.start_leeway:
        raise LinkError("not-yet-valid")
    if now >= expiry:
        raise LinkError("expired")
    if lifetime(signer, now) > settings.max_ttl + CLOCK_SKEW:
        raise LinkError("too-long-lived")

    candidate = request.file_id
    if candidate is None and not signer.tree:
        candidate = signer.file
    if candidate is None or not all(matches(block.file, block.tree, candidate) for block in blocks):
        raise LinkError("wrong-file")

    upload = upload_limits(blocks)
    perms = permissions(blocks, upload)
    if not perms or (request.perm is not None and request.perm not in perms):
        raise LinkError("permission-denied")

    address = read_address(request.address)
    for networks in (block.addresses for block in blocks if block.addresses is not None):
        if address is None or not any(address in network for network in networks):
            raise LinkError("wrong-address")
    if any(block.https_only for block in blocks) and request.secure is not True:
        raise LinkError("https-required")

    key = link.key
    return Grant(
        file_id=candidate,
        perms=perms,
        expires_at=expiry if key.verify_until is None else min(expiry, floor(key.verify_until)),
        key_id=key.id,
        depth=len(link.frame.blocks) - 1,
        bound=link.frame.bound,
        not_before=start,
        tree=innermost_tree(blocks),
        response=signer.response,
        upload=upload,
        ref=signer.ref,
    )


def lifetime(signer: Block, now: float) -> float:
    """What check 9 limits. Only the signer's block counts; otherwise, a holder could narrow an over-long link."""
    start = signer.start or 0
    remaining = signer.expiry - max(now, start)
    if signer.issued is None:
        return remaining
    return max(remaining, signer.expiry - max(signer.issued, start), start - signer.issued)


def valid_macs(frame: Frame, key: Key, purpose: str, bound_to: Optional[str]) -> tuple[str, ...]:
    """Check 4, on the text as received. Texts are compared, because several texts can decode to the same 32 bytes."""
    if frame.bound and not is_text(bound_to, 256):
        raise LinkError("bad-signature")
    first = first_mac(derive_key(key.secret, purpose), frame.first, bound_to if frame.bound else None)
    macs = tuple(accumulate((first, *frame.blocks[1:]), next_mac))
    if not hmac.compare_digest(macs[-1], frame.mac):
        raise LinkError("bad-signature")
    return macs


def permissions(blocks: tuple[Block, ...], upload: Optional[Upload]) -> tuple[str, ...]:
    """The permissions in every `p`, without write and create if no body can satisfy the limits (section 6.3)."""
    common = set.intersection(*(set(block.perms) for block in blocks if block.perms is not None))
    if upload is not None and upload.contradictory:
        common -= {"write", "create"}
    return tuple(sorted(common))


def upload_limits(blocks: tuple[Block, ...]) -> Optional[Upload]:
    """The limits of the signer's block, unchanged, combined with those of each later block in order (section 5.7)."""
    limits = blocks[0].upload
    for later in (block.upload for block in blocks[1:] if block.upload is not None):
        limits = combine(limits or Upload(), later)
    return limits


def innermost_tree(blocks: tuple[Block, ...]) -> Optional[str]:
    """The longest folder, if every block with a file is a tree (section 6.5)."""
    files = [block for block in blocks if block.file is not None]
    return max((block.file for block in files), key=len) if all(block.tree for block in files) else None

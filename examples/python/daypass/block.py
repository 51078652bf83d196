"""Blocks: the fields of one author, their grammar and their canonical encoding (sections 3 and 5).

Every block has exactly one encoding. A block is therefore decoded leniently, its values are checked, and it is encoded
again. If the result differs from the input, the input was not canonical.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, Callable, NamedTuple, Optional

from .addresses import Network, decode_network, encode_network
from .basics import LinkError, Refused, b64, is_text, unb64
from .files import fits_tree, is_file_id
from .limits import Upload

PLAIN = re.compile(r"[A-Za-z0-9_-]+")
NONCE = re.compile(r"[A-Za-z0-9_-]{16}")
POLICY = re.compile(r"[A-Za-z0-9_-]{1,64}")
PERM = re.compile(r"[a-z][a-z0-9-]{0,31}")
RESTRICTED = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
MEDIA_TYPE = re.compile(rf"{RESTRICTED}/(?:\*|{RESTRICTED})")

# Section 5.6. Each pattern is matched from the first character of a text to the last.
HTOKEN = r"[!#$%&'+.^_`|~0-9A-Za-z-]+"
VALUE = rf'(?:{HTOKEN}|"[ !\x23-\x5b\x5d-\x7e]*")'
DIRECTIVE = rf"{HTOKEN}(?:={VALUE})?"
TAG = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"
CACHE_CONTROL = rf"{DIRECTIVE}(?:, ?{DIRECTIVE})*"
CONTENT_ENCODING = rf"{HTOKEN}(?:, ?{HTOKEN})*"
CONTENT_LANGUAGE = rf"{TAG}(?:, ?{TAG})*"
CONTENT_TYPE = rf"{HTOKEN}/{HTOKEN}(?:; ?{HTOKEN}={VALUE})*"
FILENAME = r"(?!\.{1,2}\Z)[^\x00-\x1f\x7f-\x9f/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+"


@dataclass(frozen=True)
class Response:
    """Headers for the server to send when it answers a download (section 5.6). None: not set."""

    cache_control: Optional[str] = None
    disposition: Optional[str] = None
    content_encoding: Optional[str] = None
    content_language: Optional[str] = None
    filename: Optional[str] = None
    content_type: Optional[str] = None


@dataclass(frozen=True)
class Block(Response):
    """The fields of one author. None: the field is absent."""

    addresses: Optional[tuple[Network, ...]] = None
    start: Optional[int] = None
    expiry: Optional[int] = None
    file: Optional[str] = None
    https_only: Optional[bool] = None
    issued: Optional[int] = None
    media_types: Optional[tuple[str, ...]] = None
    min_bytes: Optional[int] = None
    max_bytes: Optional[int] = None
    nonce: Optional[str] = None
    perms: Optional[tuple[str, ...]] = None
    ref: Optional[str] = None
    policy: Optional[str] = None
    tree: Optional[bool] = None
    uses: Optional[int] = None

    @property
    def response(self) -> Optional[Response]:
        response = Response(**{field.name: getattr(self, field.name) for field in fields(Response)})
        return None if response == Response() else response

    @property
    def upload(self) -> Optional[Upload]:
        limits = (self.min_bytes, self.max_bytes, self.media_types)
        return None if limits == (None, None, None) else Upload(*limits)


class Field(NamedTuple):
    letter: str
    name: str  # the attribute of Block
    holder: bool  # whether a holder may write it
    check: Callable[[Any], bool]  # whether a value is valid for this field
    encode: Callable[[Any], Optional[str]]  # the text after the letter, or None if the value has another letter
    decode: Callable[[str], Any]


def header(letter: str, name: str, pattern: str) -> Field:
    match = re.compile(pattern).fullmatch
    return Field(letter, name, False, lambda v: is_text(v, 255) and match(v) is not None, encode_text, decode_text)


def number(letter: str, name: str, most: int, least: int = 0, holder: bool = True) -> Field:
    return Field(letter, name, holder, lambda v: type(v) is int and least <= v <= most, str, int)


def plain(letter: str, name: str, pattern: re.Pattern[str]) -> Field:
    return Field(letter, name, False, lambda v: isinstance(v, str) and pattern.fullmatch(v) is not None, str, str)


def flag(letter: str, name: str) -> Field:
    return Field(letter, name, True, lambda v: v is True, lambda _: "", lambda _: True)


def encode_text(text: str) -> str:
    return b64(text.encode())


def decode_text(text: str) -> str:
    return unb64(text).decode()


def all_match(pattern: re.Pattern[str]) -> Callable[[tuple[str, ...]], bool]:
    return lambda values: len(values) > 0 and all(isinstance(v, str) and pattern.fullmatch(v) for v in values)


def are_media_types(types: tuple[str, ...]) -> bool:
    return all_match(MEDIA_TYPE)(types) and len(",".join(set(types))) <= 2048


MAX_TIME = 99_999_999_999
MAX_COUNT = 2**53 - 1
MAX_USES = 1_000_000
DISPOSITIONS = {"a": "attachment", "i": "inline"}

FIELDS = (
    header("C", "cache_control", CACHE_CONTROL),
    Field("D", "disposition", False, lambda v: v in DISPOSITIONS.values(), lambda v: v[0], DISPOSITIONS.get),
    header("E", "content_encoding", CONTENT_ENCODING),
    header("L", "content_language", CONTENT_LANGUAGE),
    header("N", "filename", FILENAME),
    header("T", "content_type", CONTENT_TYPE),
    Field("a", "addresses", True, lambda v: len(v) > 0,
          lambda v: "_".join(sorted({encode_network(n) for n in v})),
          lambda t: tuple(decode_network(n) for n in t.split("_"))),
    number("b", "start", MAX_TIME),
    number("e", "expiry", MAX_TIME),
    Field("f", "file", True, is_file_id, lambda v: v if PLAIN.fullmatch(v) else None, str),
    Field("g", "file", True, is_file_id, lambda v: None if PLAIN.fullmatch(v) else encode_text(v), decode_text),
    flag("h", "https_only"),
    number("i", "issued", MAX_TIME, holder=False),
    Field("k", "media_types", True, are_media_types,
          lambda v: encode_text(",".join(sorted(set(v)))), lambda t: tuple(decode_text(t).split(","))),
    number("l", "min_bytes", MAX_COUNT),
    number("m", "max_bytes", MAX_COUNT),
    plain("n", "nonce", NONCE),
    Field("p", "perms", True, all_match(PERM), lambda v: "_".join(sorted(set(v))), lambda t: tuple(t.split("_"))),
    Field("r", "ref", False, lambda v: is_text(v, 256), encode_text, decode_text),
    plain("s", "policy", POLICY),
    flag("t", "tree"),
    number("u", "uses", MAX_USES, least=1, holder=False),
)
BY_LETTER = {field.letter: field for field in FIELDS}


def write_block(block: Block, holder: bool) -> str:
    """Encodes a block. Raises Refused if its author may not write one of its fields, or a value is not valid."""
    parts = []
    for field in FIELDS:
        value = getattr(block, field.name)
        if value is None:
            continue
        if not field.check(value) or (holder and not field.holder):
            raise Refused(field.name)
        text = field.encode(value)
        if text is not None:
            parts.append(field.letter + text)
    if block.tree and (block.file is None or not fits_tree(block.file)):
        raise Refused("tree")
    issue = (block.issued, block.nonce)
    if None in issue and (block.issued, block.nonce, block.policy, block.uses) != (None,) * 4:
        raise Refused("issued and nonce belong together, and policy and uses require them")
    if not parts or (not holder and None in (block.expiry, block.file, block.perms)):
        raise Refused("a field is missing")
    return ".".join(parts)


def read_block(text: str, holder: bool) -> Block:
    """Decodes a block. Raises LinkError `malformed` if it does not match the grammar."""
    try:
        parts = [(BY_LETTER[part[:1]], part[1:]) for part in text.split(".")]
        block = Block(**{field.name: field.decode(value) for field, value in parts})
        if write_block(block, holder) == text:
            return block
    except (KeyError, ValueError):  # an unknown letter, or a value that its decoder or its check rejects
        pass
    raise LinkError("malformed")

"""Signed, expiring file links: the token format of SPEC.md, version 1, in Python's standard library alone."""

from .basics import Code, LinkError, Refused
from .block import Response
from .keys import Key, Settings, keys_from_text, secret_from_text
from .limits import Upload
from .managed import ManagedGrant, ManagedLinks, ManagedRequest
from .narrow import narrow
from .sign import sign
from .store import MemoryStore, Store, StoreError
from .terms import Terms, When
from .uses import Uses
from .verify import Grant, Request, verify

__all__ = [
    "Code", "Grant", "Key", "LinkError", "ManagedGrant", "ManagedLinks", "ManagedRequest", "MemoryStore", "Refused",
    "Request", "Response", "Settings", "Store", "StoreError", "Terms", "Upload", "Uses", "When", "keys_from_text",
    "narrow", "secret_from_text", "sign", "verify",
]

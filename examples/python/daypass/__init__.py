"""Signed, expiring file links: the token format of SPEC.md, version 1, in Python's standard library alone."""

from .errors import CODES, Code, LinkError, Refused
from .keys import Key, keys_from_text, secret_from_text
from .limits import Upload
from .narrow import narrow
from .settings import Settings
from .sign import sign
from .times import When
from .verify import Grant, Request, Response, verify

__all__ = [
    "CODES", "Code", "Grant", "Key", "LinkError", "Refused", "Request", "Response", "Settings", "Upload", "When",
    "keys_from_text", "narrow", "secret_from_text", "sign", "verify",
]

"""Signed, expiring file links: the token format of SPEC.md, version 1, in Python's standard library alone."""

from .basics import Code, LinkError, Refused
from .block import Response
from .keys import Key, Settings, keys_from_text, secret_from_text
from .limits import Upload
from .narrow import narrow
from .sign import sign
from .terms import Terms, When
from .verify import Grant, Request, verify

__all__ = [
    "Code", "Grant", "Key", "LinkError", "Refused", "Request", "Response", "Settings", "Terms", "Upload", "When",
    "keys_from_text", "narrow", "secret_from_text", "sign", "verify",
]

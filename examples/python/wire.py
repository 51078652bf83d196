"""Converts the JSON of test/spec/vectors (SPEC.md, appendix A) to daypass objects and back. For tests."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

from daypass import Grant, Key, ManagedRequest, MemoryStore, Request, Response, Settings, Terms, Upload, When
from daypass import secret_from_text

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def snake_keys(members: dict[str, Any]) -> dict[str, Any]:
    return {snake(name): value for name, value in members.items()}


def when_in(value: Any) -> When:
    if isinstance(value, dict):
        return EPOCH + timedelta(milliseconds=value["date"])
    if isinstance(value, str):
        return timedelta(seconds=int(value[:-1]) * UNITS[value[-1]])
    return timedelta(seconds=value)


def key_in(key: dict[str, Any]) -> Key:
    instants = {name: key[name] / 1000 for name in ("signFrom", "signUntil", "verifyUntil") if name in key}
    return Key(key["id"], secret_from_text(key["secret"]), **snake_keys(instants))


def settings_in(case: dict[str, Any]) -> Settings:
    """Reads the settings of a vector, whether it has a list of keys (sign.json) or the members of a single key."""
    keys = case.get("keys") or [{**case, "id": case["keyId"]}]
    others = {name: case[name] for name in ("purpose", "maxTtl", "startLeeway", "skew", "lease") if name in case}
    return Settings(tuple(key_in(key) for key in keys), **snake_keys(others))


def request_in(request: dict[str, Any]) -> Request:
    return Request(**snake_keys(request))


def managed_request_in(request: dict[str, Any]) -> ManagedRequest:
    return ManagedRequest(**snake_keys(request))


def store_in(state: dict[str, str], clock: Callable[[], float]) -> MemoryStore:
    """A store with the state of a vector, none of which ends."""
    store = MemoryStore(clock)
    for key, text in state.items():
        store.write(key, text, math.inf)
    return store


def terms_in(options: dict[str, Any]) -> Terms:
    terms = snake_keys(options)
    terms["tree"] = terms.pop("scope", None) == "tree"
    for name in {"ttl", "not_before", "round_expiry", "issued_at"} & terms.keys():
        terms[name] = when_in(terms[name])
    if isinstance(terms.get("perms"), str):
        terms["perms"] = (terms["perms"],)
    if "response" in terms:
        terms["response"] = Response(**snake_keys(terms["response"]))
    if "upload" in terms:
        upload = snake_keys(terms["upload"])
        types = upload.get("content_types")
        terms["upload"] = Upload(**{**upload, "content_types": None if types is None else tuple(types)})
    return Terms(**terms)


def grant_out(grant: Grant) -> dict[str, Any]:
    return without_none(asdict(grant))


def without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {camel(name): value_out(value) for name, value in members.items() if value is not None}


def value_out(value: Any) -> Any:
    if isinstance(value, dict):
        return without_none(value)
    return list(value) if isinstance(value, tuple) else value

"""Answers questions about tokens, for tests. Reads one JSON object per line and writes one JSON object per line.

    {"do": "sign", …}    a vector of sign.json with `perms` and so on in `options`: {"token": …}, null if it is refused
    {"do": "narrow", …}  a vector of narrow.json, and `now`: {"child": …}, or null with `error`
    {"do": "verify", …}  a vector of sign.json for settings, `token` and `request`: {"ok": true, "grant": …} or a code
    {"do": "history", …} settings with `skew` and `lease`, `start` in milliseconds, and `steps`, each `wait` milliseconds after
                         the one before: {"outcomes": […]}, one for each step
    {"do": "seal", …}    `blocks` of any text, with valid MACs: {"token": …}
"""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any, Optional

from daypass import LinkError, ManagedLinks, MemoryStore, Refused, narrow, sign, verify
from daypass.block import read_block
from daypass.token import derive_key, first_mac, next_mac, read_frame
from wire import EPOCH, grant_out, managed_request_in, request_in, settings_in, terms_in


def signed(case: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"token": sign(settings_in(case), terms_in(case["options"]), case["now"] / 1000)}
    except Refused:
        return {"token": None}


def narrowed(case: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"child": narrow(case["parent"], terms_in(case["options"]), case["now"] / 1000)}
    except LinkError as error:
        return {"child": None, "error": error.code}
    except Refused:
        return {"child": None, "error": "refused"}


def verified(case: dict[str, Any]) -> dict[str, Any]:
    try:
        grant = verify(settings_in(case), case["token"], request_in(case["request"]), case["now"] / 1000)
    except LinkError as error:
        return {"ok": False, "code": error.code}
    return {"ok": True, "grant": grant_out(grant)}


def lived_through(case: dict[str, Any]) -> dict[str, Any]:
    now = [case["start"] / 1000]
    store = MemoryStore(lambda: now[0])
    links = ManagedLinks(settings_in(case), store, lambda: now[0])
    tokens: list[str] = []
    milliseconds, outcomes = case["start"], []
    for step in case["steps"]:
        milliseconds += step["wait"]
        now[0] = milliseconds / 1000
        outcomes.append(STEPS[step["do"]](links, tokens, step))
    return {"outcomes": outcomes}


def sign_step(links: ManagedLinks, tokens: list[str], step: dict[str, Any]) -> str:
    """Signs a link at the second that the instance chooses, and then once more with the given nonce."""
    terms = terms_in(step["options"])
    issued = read_block(read_frame(links.sign(terms)).blocks[0], holder=False).issued
    again = replace(terms, issued_at=EPOCH + timedelta(seconds=issued), nonce=step["nonce"])
    tokens.append(links.sign(again))
    return tokens[-1]


def narrow_step(links: ManagedLinks, tokens: list[str], step: dict[str, Any]) -> str:
    tokens.append(narrow(tokens[step["of"]], terms_in(step["options"]), links.clock()))
    return tokens[-1]


def revoke_step(links: ManagedLinks, tokens: list[str], step: dict[str, Any]) -> Optional[int]:
    subject = step["subject"]
    if "token" in subject:
        return links.revoke_token(tokens[subject["token"]])
    if "linkId" in subject:
        return links.revoke_id(subject["linkId"])
    if "fileId" in subject:
        return links.revoke_file(subject["fileId"], "scope" in subject)
    if "ref" in subject:
        return links.revoke_ref(subject["ref"])
    return links.revoke_policy(subject["policy"]) if "policy" in subject else links.revoke_all()


def policy_step(links: ManagedLinks, _: list[str], step: dict[str, Any]) -> None:
    if step["options"] is None:
        links.delete_policy(step["name"])
    else:
        links.set_policy(step["name"], terms_in(step["options"]))


def verify_step(links: ManagedLinks, tokens: list[str], step: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": True, "grant": grant_out(links.verify(tokens[step["of"]], managed_request_in(step["request"])))}
    except LinkError as error:
        return {"ok": False, "code": error.code}


def forget_step(links: ManagedLinks, *_: Any) -> None:
    links.store.entries.clear()


STEPS = {
    "sign": sign_step, "narrow": narrow_step, "revoke": revoke_step, "policy": policy_step, "verify": verify_step,
    "forget": forget_step,
}


def sealed(case: dict[str, Any]) -> dict[str, Any]:
    settings = settings_in(case)
    derived = derive_key(settings.keys[0].secret, settings.purpose)
    first, *later = case["blocks"]
    first = f"{'1b' if 'boundTo' in case else '1'}.{settings.keys[0].id}.{first}"
    mac = reduce(next_mac, later, first_mac(derived, first, case.get("boundTo")))
    return {"token": "~".join((first, *later)) + "." + mac}


ANSWERS = {"sign": signed, "narrow": narrowed, "verify": verified, "history": lived_through, "seal": sealed}


def main() -> None:
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = ANSWERS[question.pop("do")](question)
        except Exception:
            answer = {"fault": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""Answers questions about tokens, for tests. Reads one JSON object per line and writes one JSON object per line.

    {"do": "sign", …}    a vector of sign.json with `perms` and so on in `options`: {"token": …}, null if it is refused
    {"do": "narrow", …}  a vector of narrow.json, and `now`: {"child": …}, or null with `error`
    {"do": "verify", …}  a vector of sign.json for settings, `token` and `request`: {"ok": true, "grant": …} or a code
    {"do": "history", …} see histories.py: {"outcomes": […]}, one for each step
    {"do": "seal", …}    `blocks` of any text, with valid MACs: {"token": …}
"""

from __future__ import annotations

import json
import sys
import traceback
from functools import reduce
from typing import Any

from daypass import LinkError, Refused, narrow, sign, verify
from daypass.token import derive_key, first_mac, next_mac
from histories import lived_through
from wire import grant_out, request_in, settings_in, terms_in


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

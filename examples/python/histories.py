"""Goes through histories of managed links, for agree.py.

A history has settings with `skew` and `lease`, `start` in milliseconds, and `steps`, each `wait` milliseconds after the one
before. A step that verifies can have a `meanwhile`: what happens once the store has given so many `answers`. `wait`
milliseconds pass, and the store may `forget` everything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Optional, Sequence, TypeVar

from daypass import LinkError, ManagedLinks, MemoryStore, narrow
from daypass.block import read_block
from daypass.store import Use
from daypass.token import read_frame
from wire import EPOCH, grant_out, managed_request_in, settings_in, terms_in

Answer = TypeVar("Answer")


class Scene:
    """The clock, the links, and their store, which is this object: it notes each answer that it gives."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.milliseconds = case["start"]
        self.answers = 0
        self.meanwhile: Optional[dict[str, Any]] = None
        self.memory = MemoryStore(self.clock)
        self.links = ManagedLinks(settings_in(case), self, self.clock)
        self.tokens: list[str] = []

    def clock(self) -> float:
        return self.milliseconds / 1000

    def forget(self) -> None:
        self.memory.entries.clear()

    def arrange(self, meanwhile: Optional[dict[str, Any]]) -> None:
        self.answers, self.meanwhile = 0, meanwhile

    def answered(self, answer: Answer) -> Answer:
        self.answers += 1
        if self.meanwhile is not None and self.answers == self.meanwhile["answers"]:
            self.milliseconds += self.meanwhile["wait"]
            if self.meanwhile.get("forget"):
                self.forget()
        return answer

    def read(self, keys: Sequence[str]) -> list[Optional[str]]:
        return self.answered(self.memory.read(keys))

    def raise_to(self, key: str, number: int, end: float) -> float:
        return self.answered(self.memory.raise_to(key, number, end))

    def write(self, key: str, text: Optional[str], end: float) -> None:
        self.answered(self.memory.write(key, text, end))

    def use(self, key: str, claim: Optional[str], most: int, lease: float, end: float) -> Use:
        return self.answered(self.memory.use(key, claim, most, lease, end))


def lived_through(case: dict[str, Any]) -> dict[str, Any]:
    scene, outcomes = Scene(case), []
    for step in case["steps"]:
        scene.milliseconds += step["wait"]
        outcomes.append(STEPS[step["do"]](scene, step))
    return {"outcomes": outcomes}


def sign_step(scene: Scene, step: dict[str, Any]) -> str:
    """Signs a link at the second that the instance chooses, and then once more with the given nonce."""
    terms = terms_in(step["options"])
    issued = read_block(read_frame(scene.links.sign(terms)).blocks[0], holder=False).issued
    again = replace(terms, issued_at=EPOCH + timedelta(seconds=issued), nonce=step["nonce"])
    scene.tokens.append(scene.links.sign(again))
    return scene.tokens[-1]


def narrow_step(scene: Scene, step: dict[str, Any]) -> str:
    scene.tokens.append(narrow(scene.tokens[step["of"]], terms_in(step["options"]), scene.clock()))
    return scene.tokens[-1]


def revoke_step(scene: Scene, step: dict[str, Any]) -> Optional[int]:
    links, subject = scene.links, step["subject"]
    if "token" in subject:
        return links.revoke_token(scene.tokens[subject["token"]])
    if "linkId" in subject:
        return links.revoke_id(subject["linkId"])
    if "fileId" in subject:
        return links.revoke_file(subject["fileId"], "scope" in subject)
    if "ref" in subject:
        return links.revoke_ref(subject["ref"])
    return links.revoke_policy(subject["policy"]) if "policy" in subject else links.revoke_all()


def policy_step(scene: Scene, step: dict[str, Any]) -> None:
    if step["options"] is None:
        scene.links.delete_policy(step["name"])
    else:
        scene.links.set_policy(step["name"], terms_in(step["options"]))


def verify_step(scene: Scene, step: dict[str, Any]) -> dict[str, Any]:
    scene.arrange(step.get("meanwhile"))
    try:
        grant = scene.links.verify(scene.tokens[step["of"]], managed_request_in(step["request"]))
    except LinkError as error:
        return {"ok": False, "code": error.code}
    finally:
        scene.arrange(None)
    return {"ok": True, "grant": grant_out(grant)}


def forget_step(scene: Scene, _: dict[str, Any]) -> None:
    scene.forget()


STEPS = {
    "sign": sign_step, "narrow": narrow_step, "revoke": revoke_step, "policy": policy_step, "verify": verify_step,
    "forget": forget_step,
}

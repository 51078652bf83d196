"""Runs every vector of test/spec/vectors: python3 examples/python/test_vectors.py"""

from __future__ import annotations

import json
import sys
import unittest
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "test" / "spec" / "vectors"
sys.path.insert(0, str(HERE))

from daypass import Grant, LinkError, ManagedLinks, MemoryStore, Refused, Request, Settings, Terms, keys_from_text
from daypass import narrow, secret_from_text, sign, verify
from daypass.basics import b64
from daypass.keys import Key
from daypass.token import derive_key, first_mac, next_mac, read_frame
from wire import grant_out, managed_request_in, request_in, settings_in, store_in, terms_in

T = 1_700_000_000


def outcome_of(verify: Callable[[], Grant]) -> dict[str, Any]:
    try:
        return {"ok": True, "grant": grant_out(verify())}
    except LinkError as error:
        return {"ok": False, "code": error.code}


class Vectors(unittest.TestCase):
    maxDiff = None

    def of_each(self, file: str, check: Callable[[dict[str, Any]], None]) -> None:
        vectors = json.loads((VECTORS / f"{file}.json").read_text("utf-8"))["vectors"]
        self.assertGreater(len(vectors), 0)
        for vector in vectors:
            with self.subTest(file=file, vector=vector["name"]):
                check(vector)

    def test_that_each_file_has_a_test(self) -> None:
        tests = {f"test_{path.stem.replace('-', '_')}" for path in VECTORS.iterdir()}
        self.assertEqual({name for name in tests if not hasattr(self, name)}, set())

    def verified(self, vector: dict[str, Any]) -> dict[str, Any]:
        request = request_in(vector["request"])
        return outcome_of(lambda: verify(settings_in(vector), vector["token"], request, vector["now"] / 1000))

    def test_accepted(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            self.assertEqual(self.verified(vector), vector["expected"])

        self.of_each("accepted", check)

    def test_refused(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            self.assertEqual(self.verified(vector), vector["expected"])

        self.of_each("refused", check)

    def test_non_ascii(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            self.assertEqual(self.verified(vector), vector["expected"])

        self.of_each("non-ascii", check)

    def test_mac(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            secret = bytes.fromhex(vector["secretBytes"])
            derived = derive_key(secret, vector["purpose"])
            self.assertEqual(derived.hex(), vector["derivedKey"])
            frame = read_frame(vector["token"])
            mac = first_mac(derived, frame.first, vector["request"].get("boundTo") if frame.bound else None)
            macs = [mac]
            for block in frame.blocks[1:]:
                macs.append(next_mac(macs[-1], block))
            self.assertEqual(macs, [step["mac"] for step in vector["steps"]])
            self.assertEqual(macs, [b64(bytes.fromhex(step["digest"])) for step in vector["steps"]])
            self.assertEqual(macs[-1], frame.mac)
            settings = Settings((Key(frame.key_id, secret),), vector["purpose"])
            self.assertEqual(verify(settings, vector["token"], request_in(vector["request"]), T).key_id, frame.key_id)

        self.of_each("mac", check)

    def check_sign(self, vector: dict[str, Any]) -> None:
        asked = {"fileId": vector["fileId"], "perms": vector["perms"], "ttl": vector["ttl"], **vector["options"]}
        try:
            token = sign(settings_in(vector), terms_in(asked), vector["now"] / 1000)
        except Refused:
            token = None
        self.assertEqual(token, vector["token"])

    def test_sign(self) -> None:
        self.of_each("sign", self.check_sign)

    def test_sign_managed(self) -> None:
        self.of_each("sign-managed", self.check_sign)

    def test_managed(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            settings, now = settings_in(vector), [vector["requests"][0]["now"] / 1000]
            links = ManagedLinks(settings, store_in(vector["state"], lambda: now[0]), lambda: now[0])
            for asked in vector["requests"]:
                now[0] = asked["now"] / 1000
                outcome = outcome_of(lambda: links.verify(asked["token"], managed_request_in(asked["request"])))
                self.assertEqual(outcome, asked["expected"])
                if ".i" in asked["token"]:
                    stateless = outcome_of(lambda: verify(settings, asked["token"], Request(), now[0]))
                    self.assertEqual(stateless, {"ok": False, "code": "state-required"})

        self.of_each("managed", check)

    def test_narrow(self) -> None:
        def check(vector: dict[str, Any]) -> None:
            outcome: dict[str, Any] = {"child": None}
            try:
                outcome["child"] = narrow(vector["parent"], terms_in(vector["options"]), T)
            except LinkError as error:
                outcome["error"] = error.code
            except Refused:
                outcome["error"] = "refused"
            self.assertEqual(outcome, {name: vector[name] for name in ("child", "error") if name in vector})

        self.of_each("narrow", check)


class Keys(unittest.TestCase):
    SECRET = "ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE"

    def test_set_as_text(self) -> None:
        keys = keys_from_text(f"2026-11:{self.SECRET}:1793491200::, 2026-10:{self.SECRET}::1793491200:1794096000\n")
        secret = secret_from_text(self.SECRET)
        self.assertEqual(
            keys,
            (Key("2026-11", secret, sign_from=1793491200), Key("2026-10", secret, None, 1793491200, 1794096000)),
        )

    def test_set_that_is_refused(self) -> None:
        for text in ("", "k1", f"k1:{self.SECRET}:", f"k1:{self.SECRET}:1:1:", f"k1:{self.SECRET},", "k1:" + "a1" * 32):
            with self.subTest(text=text), self.assertRaises(Refused):
                keys_from_text(text)

    def test_no_secret_is_shown(self) -> None:
        self.assertNotIn("daypass-test", repr(Key("k1", secret_from_text(self.SECRET))))


class Clock(unittest.TestCase):
    def test_no_time(self) -> None:
        settings = Settings((Key("k1", b"s" * 32),))
        for now in (float("nan"), float("inf"), -1.0):
            with self.subTest(now=now), self.assertRaises(ValueError):
                verify(settings, "", Request(), now)

    def test_no_time_once_the_store_has_answered(self) -> None:
        now, store = [float(T)], MemoryStore(lambda: float(T))
        links = ManagedLinks(Settings((Key("k1", b"s" * 32),)), store, lambda: now[0])
        now[0] += 1  # later than the birth
        token = links.sign(Terms(file_id="a", perms=["read"], ttl=timedelta(hours=1)))
        self.assertEqual(links.verify(token).file_id, "a")

        def read_and_break(keys: Sequence[str]) -> list[Optional[str]]:
            now[0] = float("nan")
            return MemoryStore.read(store, keys)

        store.read = read_and_break
        with self.assertRaises(ValueError):
            links.verify(token)


if __name__ == "__main__":
    unittest.main()

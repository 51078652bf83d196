"""Runs every vector of test/vectors: python3 -m unittest examples/python/test_vectors.py (or from this folder)."""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path
from typing import Any, Optional

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "test" / "vectors"
sys.path.insert(0, str(HERE))

from daypass import LinkError, Refused, Request, narrow, secret_from_text, sign, verify  # noqa: E402
from daypass.token import derive_key, first_mac, next_mac, read_frame  # noqa: E402
from wire import grant_out, key_in, options_in, settings_in, upload_normal, when_in  # noqa: E402


def vectors(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]

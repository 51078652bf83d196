"""The last check of a verifier with a store: whether a use of the link is left (section 10.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from .basics import LinkError
from .block import Block
from .store import Birth, Store, Use, stored_number
from .token import CLOCK_SKEW


@dataclass(frozen=True)
class Uses:
    used: int
    max: int
    claimed: bool


@dataclass(frozen=True)
class Counter:
    """The count under `key` of a link that `signer` limits. A claim is given as its hash."""

    store: Store
    birth: Birth
    key: str
    signer: Block
    lease: int

    def count(self, claim: Optional[str]) -> Uses:
        admission = self.ask(claim, self.signer.uses)
        # Behind the use: in a store that has just lost its memory, a link that is used up would count from zero.
        self.refuse_by_birth(self.store.read([self.birth.key])[0])
        return self.admit(admission.admitted, admission.used, admission.admitted and claim is not None)

    def look(self, claim: Optional[str]) -> Uses:
        """Counts nothing. The birth is looked at as behind a use, since the count could be lost as well."""
        leased = claim is not None and self.ask(claim, 0).admitted
        born, count = self.store.read([self.birth.key, self.key])
        self.refuse_by_birth(born)
        used = stored_number(count) or 0
        return self.admit(leased or used < self.signer.uses, used, leased)

    def ask(self, claim: Optional[str], most: int) -> Use:
        return self.store.use(self.key, claim, most, self.lease, self.signer.expiry + CLOCK_SKEW)

    def refuse_by_birth(self, born: Optional[str]) -> None:
        if self.signer.issued <= self.birth.observe(born):
            raise LinkError("revoked")

    def admit(self, admitted: bool, used: int, claimed: bool) -> Uses:
        if not admitted:
            raise LinkError("used-up")
        return Uses(used, self.signer.uses, claimed)

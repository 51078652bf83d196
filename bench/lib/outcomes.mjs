/** The four texts that every peer is given, each as a call without arguments that says whether the peer accepted it. */
export function outcomes(accepts, { valid, forged, expired, garbage }) {
  return {
    valid: () => accepts(valid),
    forged: () => accepts(forged),
    expired: () => accepts(expired),
    garbage: () => accepts(garbage),
  }
}

/** A peer that does not check what it is said to check must not be compared with. */
export async function checkOutcomes(name, calls) {
  for (const [outcome, call] of Object.entries(calls)) {
    if ((await call()) !== (outcome === 'valid')) throw new Error(`${name} does not decide as it should: ${outcome}`)
  }
}

/** Throws unless a link was accepted: how long a refusal takes is another question. */
export function accepted({ ok, code }) {
  if (!ok) throw new Error(`a link that was to be accepted is ${code}`)
}

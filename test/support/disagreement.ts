/** An error that shows both sides, as the test that is to be kept needs them. */
export function disagreement(facts: Readonly<Record<string, unknown>>): Error {
  return new Error(`the two sides differ: ${JSON.stringify(facts, null, 1)}`)
}

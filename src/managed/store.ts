/**
 * What managed links need from a database: four operations on short keys.
 *
 * **Keys** are 1 to 512 characters of visible ASCII without spaces, such as `{links}:file:q3.pdf`. A store compares them exactly and reads
 * nothing into them. All keys of one operation begin with the same `{…}`, by which a Redis Cluster puts them into one slot. A key is used
 * either for a text (`write`), a mark (`raise`) or a count (`use`), never for two of them.
 *
 * **Time.** Each entry has an `end`, in milliseconds since the epoch: a whole number from 0 to `Number.MAX_SAFE_INTEGER`, or
 * `Number.POSITIVE_INFINITY` for an entry without an end. It is judged by the store's own clock, which all instances at the same store
 * share. From the millisecond `end` on, every operation treats the entry as absent. An entry that has not ended must not be lost: a
 * cache that evicts entries is not a store.
 *
 * **Guarantees.** Each operation is atomic: concurrent calls, from any number of processes, have the effect of the same calls one after
 * another. Its promise resolves once the effect is as durable as the store makes it, and rejects with any error if that is not certain.
 * `storeContract` of `daypass/store-contract` checks all of this.
 */
export interface LinkStore {
  /**
   * Reads any number of keys in one round trip.
   *
   * @returns an entry for each key, in the same order: the text as it was written; a mark or a count in decimal digits, without sign,
   *   exponent or leading zeros; undefined for what is absent or has ended
   */
  readonly read: (keys: readonly string[]) => Promise<readonly (string | undefined)[]>

  /**
   * Raises a mark. What remains is the larger number and the later end, of those that were there and those that are given, each by
   * itself: an older call that arrives later changes nothing that is larger.
   *
   * @param value a whole number from 0 to `Number.MAX_SAFE_INTEGER`
   * @returns the store's clock, in whole milliseconds since the epoch
   */
  readonly raise: (key: string, value: number, end: number) => Promise<number>

  /**
   * Replaces a text and its end, or deletes both.
   *
   * @param text well-formed Unicode without NUL, which may be empty; undefined deletes
   */
  readonly write: (key: string, text: string | undefined, end: number) => Promise<void>

  /**
   * Counts a use, unless `max` have been counted. The first of these that applies decides:
   *
   * 1. If `end` has passed, the call is not admitted.
   * 2. If the claim holds a lease, the call is admitted and is the same use: nothing is counted or written.
   * 3. If the count is `max` or more, the call is not admitted, and nothing is written.
   * 4. Otherwise the count grows by one, its end becomes the later of the two, and the claim holds a lease from now on.
   *
   * @param claim any text of at most 256 UTF-16 units, compared exactly, with leases in this counter alone. It takes an entry of its own,
   *   so that the cost of a call does not grow with the count. Undefined: the call is a use of its own, and no claim is stored.
   * @param max a whole number from 0 to `Number.MAX_SAFE_INTEGER`; 0 admits only a claim that holds a lease
   * @param leaseMs how long a lease lasts, in milliseconds from the use that was counted: a whole number from 1 to
   *   `Number.MAX_SAFE_INTEGER`. Later calls do not extend it, and it ends no later than `end`.
   */
  readonly use: (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) => Promise<StoreUse>
}

/** What `LinkStore.use` answers. */
export interface StoreUse {
  /** Whether the call is a use that was counted, now or before under the same claim. */
  readonly admitted: boolean
  /** How many uses have been counted, this one included. */
  readonly used: number
}

import type { LinkStore } from 'daypass/managed'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { recentReads } from '../../../src/managed/recent-reads.ts'

let value: string | undefined
let asked: (readonly string[])[]
let answerAfter = 0

/** A store whose answer is what it has at the moment in which it is asked. */
const read: LinkStore['read'] = async (keys) => {
  asked.push(keys)
  const texts = keys.map(() => value)
  if (answerAfter > 0) await vi.advanceTimersByTimeAsync(answerAfter)
  return texts
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'Date'] })
  value = 'old'
  asked = []
  answerAfter = 0
})

afterEach(() => {
  vi.useRealTimers()
})

describe('recent reads', () => {
  it('are the store itself if nothing may be stale', () => {
    expect(recentReads(read, 0, () => 1)).toBe(read)
  })

  it('give what was read for as long as it may be stale, counted from when it was asked', async () => {
    const recent = recentReads(read, 1000, () => 1)
    answerAfter = 400
    expect(await recent(['a', 'b'])).toEqual(['old', 'old'])
    value = 'new'
    vi.advanceTimersByTime(599)
    expect([await recent(['b', 'a']), await recent(['b']), asked.length]).toEqual([['old', 'old'], ['old'], 1])
    vi.advanceTimersByTime(1)
    expect([await recent(['a']), asked.length]).toEqual([['new'], 2])
  })

  it('remember what is absent, too', async () => {
    const recent = recentReads(read, 1000, () => 1)
    value = undefined
    expect([await recent(['a']), await recent(['a']), asked.length]).toEqual([[undefined], [undefined], 1])
  })

  it('ask for all keys if one of them is not known, so that all are of one moment', async () => {
    const recent = recentReads(read, 1000, () => 1)
    await recent(['a'])
    value = 'new'
    expect(await recent(['a', 'b'])).toEqual(['new', 'new'])
    expect(asked).toEqual([['a'], ['a', 'b']])
  })

  it('do not live longer if the system clock is set back', async () => {
    const recent = recentReads(read, 1000, () => 1)
    await recent(['a'])
    vi.setSystemTime(0)
    vi.advanceTimersByTime(1000)
    value = 'new'
    expect(await recent(['a'])).toEqual(['new'])
  })

  it('forget what was read when another birth was known', async () => {
    let known: number | undefined
    const recent = recentReads(read, 1000, () => known)
    await recent(['a'])
    known = 4
    value = 'new'
    expect([await recent(['a']), await recent(['a']), asked.length]).toEqual([['new'], ['new'], 2])
  })

  it('remember nothing of a read that failed', async () => {
    const failing = vi.fn(async () => Promise.reject(new Error('down')))
    const recent = recentReads(failing, 1000, () => 1)
    await expect(recent(['a'])).rejects.toThrow('down')
    await expect(recent(['a'])).rejects.toThrow('down')
    expect(failing).toHaveBeenCalledTimes(2)
  })

  it('keep 10,000 entries, and let go of those that were read first', async () => {
    const recent = recentReads(read, 1000, () => 1)
    await recent(['first'])
    await recent(['second'])
    for (let i = 0; i < 9998; i++) await recent([`key ${i}`])
    asked.length = 0
    await recent(['first'])
    expect(asked).toEqual([])
    await recent(['one more'])
    await recent(['second'])
    await recent(['first'])
    expect(asked).toEqual([['one more'], ['first']])
  })

  it('count from when an entry was read last, not first', async () => {
    const recent = recentReads(read, 1000, () => 1)
    await recent(['first'])
    await recent(['second'])
    vi.advanceTimersByTime(1000)
    await recent(['first'])
    for (let i = 0; i < 9999; i++) await recent([`key ${i}`])
    asked.length = 0
    await recent(['first'])
    expect(asked).toEqual([])
  })
})

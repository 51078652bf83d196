import { PassThrough, Readable, Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { run } from '../../../../src/command/run.ts'
import { linksAt } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

const token = linksAt().sign('q3.pdf', 'read', '4h')

it('redact replaces links, and changes nothing else', async () => {
  const log = `GET /q3?token=${token} 200\r\nGrüße \u0000 v1.2.3\n\nlast ${token}`
  const { exit, stdout, stderr } = await runCommand(['redact'], { stdin: log })
  expect(await runCommand(['redact', '--json'], { stdin: log })).toEqual({ exit, stdout, stderr })
  expect([exit, stderr]).toEqual([0, ''])
  expect(stdout).toBe('GET /q3?token=[link] 200\r\nGrüße \u0000 v1.2.3\n\nlast [link]')
})

it('redact gives back bytes of any encoding as they were', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
  const chunks: Buffer[] = []
  const stdout = new PassThrough().on('data', (chunk) => chunks.push(chunk))
  // One byte at a time, which cuts every character.
  const stdin = Readable.from(Array.from(bytes, (byte) => Buffer.from([byte])))
  expect(await run(['redact'], { stdin, stdout, stderr: stdout, env: {}, folder: '.' })).toBe(0)
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
})

it.each(['utf16le', 'swapped'])('redact refuses UTF-16, in which it would find no link: %s', async (order) => {
  const text = Buffer.from(`\uFEFF${token}\n`, 'utf16le')
  if (order === 'swapped') text.swap16()
  for (const stdin of [[text], [text.subarray(0, 1), text.subarray(1)]]) {
    const { exit, stdout, stderr } = await runCommand(['redact'], { stdin })
    expect([exit, stdout, stderr]).toEqual([2, '', 'daypass: the input is UTF-16; convert it to UTF-8 first\n'])
  }
})

it('redact reads no further while nobody takes what it writes', async () => {
  let read = 0
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      read++
      yield Buffer.from('line\n'.repeat(1000))
    }
  }
  let taken = 0
  const stdout = new Writable({
    highWaterMark: 10_000,
    // Takes three pieces, and no more.
    write: (_chunk, _encoding, done) => void (++taken < 3 && setImmediate(done)),
  })
  void run(['redact'], { stdin: endless(), stdout, stderr: stdout, env: {}, folder: '.' })
  while (taken < 3) await new Promise(setImmediate)
  const before = read
  for (let i = 0; i < 20; i++) await new Promise(setImmediate)
  expect(read).toBeLessThanOrEqual(before + 3)
})

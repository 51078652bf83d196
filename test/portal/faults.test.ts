import express from 'express'
import { expect, it, vi } from 'vitest'
import { answerError } from '../../examples/portal/answer-error.ts'
import { serve } from '../support/serve.ts'

it('logs a failure as one line with the route and the place, without the message and the path, which can contain a link', async () => {
  const lines: string[] = []
  const log = vi.spyOn(console, 'error').mockImplementation((...parts) => void lines.push(parts.join(' ')))
  const app = express()
  const fail = (): never => {
    throw Object.assign(new RangeError('secret-token\n    at secret-token'), { code: 'ERR_TEST' })
  }
  app.get('/early/:token', fail)
  app.get('/late/:token', (_req, res) => {
    res.write('half')
    fail()
  })
  app.use(answerError)
  const { origin, close } = await serve(app)
  try {
    expect((await fetch(`${origin}/early/secret-token`)).status).toBe(500)
    await expect(fetch(`${origin}/late/secret-token`).then((answer) => answer.text())).rejects.toThrow()
    expect((await fetch(`${origin}/early/%E0`)).status).toBe(400) // not one of the portal
  } finally {
    log.mockRestore()
    await close()
  }
  expect(lines).toEqual([
    expect.stringMatching(/^500: GET \/early\/:token RangeError ERR_TEST at .*faults\.test\.ts/),
    expect.stringMatching(/^500: GET \/late\/:token RangeError ERR_TEST at .*faults\.test\.ts/),
  ])
  expect(lines.join()).not.toMatch(/secret-token|\n/)
})

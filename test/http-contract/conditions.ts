import { expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { ask, type Question } from './conversation.ts'
import { NOW, type Stage } from './scene.ts'

const links = linksAt(NOW)
const local = links.sign('file.txt', 'read', 60, { addresses: ['127.0.0.0/8'] })
const elsewhere = links.sign('file.txt', 'read', 60, { addresses: ['192.0.2.0/24'] })
const httpsOnly = links.sign('file.txt', 'read', 60, { httpsOnly: true })
const bound = links.sign('file.txt', 'read', 60, { boundTo: 'ann' })
const forwarded: Question = { headers: { 'X-Forwarded-For': '192.0.2.7', 'X-Forwarded-Proto': 'https' } }

/** Conditions of a link that go by what the framework says of the connection and the application of the user. */
export function conditions(stage: () => Stage): void {
  const codeOf = async (port: number, path: string, question?: Question): Promise<string> => {
    const { status, body } = await ask(port, path, question)
    return status === 200 ? 'allowed' : JSON.parse(body).code
  }
  const files = (token: string): string => `/files/file.txt?token=${token}`

  it('goes by the address of the socket', async () => {
    expect(await codeOf(stage().port, files(local))).toBe('allowed')
    expect(await codeOf(stage().port, files(elsewhere))).toBe('wrong-address')
  })

  it('believes no proxy that it was not told of', async () => {
    expect(await codeOf(stage().port, files(elsewhere), forwarded)).toBe('wrong-address')
    expect(await codeOf(stage().port, files(httpsOnly), forwarded)).toBe('https-required')
  })

  it('does not take the scheme from the client', async () => {
    expect(await codeOf(stage().port, `https://127.0.0.1${files(httpsOnly)}`)).toBe('https-required')
  })

  it('believes the proxy that it was told of', async () => {
    expect(await codeOf(stage().proxiedPort, files(elsewhere), forwarded)).toBe('allowed')
    expect(await codeOf(stage().proxiedPort, files(local), forwarded)).toBe('wrong-address')
    expect(await codeOf(stage().proxiedPort, files(httpsOnly), forwarded)).toBe('allowed')
  })

  it('goes by the user that the application names', async () => {
    const path = `/bound/file.txt?token=${bound}`
    expect(await codeOf(stage().port, path, { headers: { 'X-User': 'ann' } })).toBe('allowed')
    expect(await codeOf(stage().port, path, { headers: { 'X-User': 'bob' } })).toBe('invalid-link')
    expect(await codeOf(stage().port, path)).toBe('binding-required')
  })
}

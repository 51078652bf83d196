import { expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { ask, type Question } from './conversation.ts'
import { NOW, type Stage } from './scene.ts'

const links = linksAt(NOW)
const token = links.sign('file.txt', 'read', 60)
// Good as it is: nothing but the ambiguity refuses it.
const evil = links.sign('file.txt', 'read', 30)
const bearer = (...values: string[]): Question => ({ headers: { Authorization: values.map((one) => `Bearer ${one}`) } })
const cookie = (value: string): Question => ({ headers: { Cookie: value } })

type Case = [says: string, path: string, question?: Question]

const FOUND: readonly Case[] = [
  ['in the query', `/files/file.txt?token=${token}`],
  ['among other parameters', `/files/file.txt?utm_source=a&token=${token}&fbclid=b`],
  ['percent-encoded', `/files/file.txt?token=${token.replaceAll('.', '%2E')}`],
  ['under another name', `/renamed/file.txt?link=${token}&token=mine`],
  ['in the path', `/path/${token}/file.txt`],
  ['in Authorization', '/files/file.txt', bearer(token)],
  ['in Authorization, in small letters', '/files/file.txt', { headers: { authorization: `bearer ${token}` } }],
  ['in a cookie', '/cookie/file.txt', cookie(`a=b; link=${token}; c=d`)],
  ['in any one of four places', '/every/file.txt', cookie(`link=${token}`)],
  ['beside a Bearer of the application', `/files/file.txt?token=${token}`, bearer('eyJhbGciOiJIUzI1NiJ9.e30.x')],
]

const NOT_FOUND: readonly Case[] = [
  ['under a name that is not asked for', `/renamed/file.txt?token=${token}`],
  ['in a query if a cookie is asked for', `/cookie/file.txt?token=${token}`],
  ['in a cookie that is not asked for', '/files/file.txt', cookie(`link=${token}`)],
  ['after two question marks', `/files/file.txt??token=${token}`],
  ['in a fragment', `/files/file.txt?a=b%23token=${token}`],
  ['in a Bearer of the application', '/files/file.txt', bearer('eyJhbGciOiJIUzI1NiJ9.e30.x')],
]

const AMBIGUOUS: readonly Case[] = [
  ['twice, equal', `/files/file.txt?token=${token}&token=${token}`],
  ['twice, different', `/files/file.txt?token=${token}&token=x`],
  ['in brackets', `/files/file.txt?token[]=${token}`],
  ['in brackets that are encoded', `/files/file.txt?token%5Ba%5D=${token}`],
  ['in brackets beside one without', `/files/file.txt?token=${token}&token[0]=${token}`],
  ['in the name of brackets alone', `/files/file.txt?[token]=${token}`],
  ['beside one in such brackets', `/files/file.txt?token=${token}&[token]=${evil}`],
  ['in such brackets and empty ones', `/files/file.txt?%5Btoken%5D[]=${token}`],
  ['beside one in such brackets and empty ones', `/files/file.txt?token=${token}&%5Btoken%5D[]=${evil}`],
  ['empty', '/files/file.txt?token='],
  ['empty, without a sign of equality', '/files/file.txt?token'],
  ['in the query and in Authorization', `/files/file.txt?token=${token}`, bearer(token)],
  ['in the query and in a cookie', `/every/file.txt?token=${token}`, cookie(`link=${token}`)],
  ['in the path and in the query', `/every/${token}/file.txt?token=${token}`],
  ['in two cookies', '/cookie/file.txt', cookie(`link=${token}; link=${token}`)],
  ['in an empty cookie', '/cookie/file.txt', cookie('link=')],
  ['in two Authorizations', '/files/file.txt', bearer(token, token)],
  ['in one Authorization, with a comma', '/files/file.txt', bearer(`${token},${token}`)],
]

/** Where every adapter finds a link, and where it finds too many. */
export function tokenSources(stage: () => Stage): void {
  it.each<Case>(FOUND)('finds a link %s', async (_, path, question) => {
    const { status } = await ask(stage().port, path, question)
    expect(status).toBe(200)
    expect(stage().runs()).toEqual([expect.objectContaining({ fileId: 'file.txt' })])
  })

  it.each<Case>(NOT_FOUND)('finds no link %s', async (_, path, question) => {
    const { status, body } = await ask(stage().port, path, question)
    expect([status, JSON.parse(body).code]).toEqual([401, 'link-required'])
    expect(stage().runs()).toEqual([])
  })

  it.each<Case>(AMBIGUOUS)('takes for malformed a link that stands %s', async (_, path, question) => {
    const { status, body } = await ask(stage().port, path, question)
    expect([status, JSON.parse(body).code]).toEqual([400, 'bad-request'])
    expect(stage().runs()).toEqual([])
  })
}

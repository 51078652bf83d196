import {
  createGuard,
  type GuardAnswer,
  type GuardLinks,
  type GuardOptions,
  type GuardRequest,
} from '../../src/http/index.ts'
import { linksAt, NOW } from './fixtures.ts'

/** A request as the tests' adapter knows it: the guard's own terms, and a file. */
export type Asked = Partial<GuardRequest> & { readonly token?: string; readonly file?: string }

export type Options = Partial<GuardOptions<Asked, 'annotate'>>

/** What a guard answers to a request for the file "f", by GET if nothing else is said. */
export function ask(
  asked: Asked,
  options: Options = {},
  links: GuardLinks<'annotate'> = linksAt(),
): Promise<GuardAnswer> {
  const guard = createGuard<Asked, 'annotate'>(
    links,
    { fileId: ({ file = 'f' }) => file, clock: () => NOW, ...options },
    ({ token, file, ...request }) => ({
      method: 'GET',
      url: token === undefined ? '/f' : `/f?token=${token}`,
      headers: {},
      ...request,
    }),
  )
  return guard(asked)
}

/** The headers that are sent with a refusal, or with an answer whose handler sets none. */
export function headersOf(answer: GuardAnswer, status = 200): Record<string, string> {
  if (!answer.ok) return { ...answer.headers }
  const headers = new Map<string, string>()
  answer.complete(status, {
    get: (name) => headers.get(name) ?? null,
    set: (name, value) => void headers.set(name, value),
    append: (name, value) => void headers.set(name, [headers.get(name) ?? [], value].flat().join(', ')),
    delete: (name) => void headers.delete(name),
  })
  return Object.fromEntries(headers)
}

/** Status and code of a refusal, or `[200]`. */
export async function outcome(asked: Asked, options?: Options, links?: GuardLinks<'annotate'>): Promise<unknown[]> {
  const answer = await ask(asked, options, links)
  return answer.ok ? [200] : [answer.status, answer.code]
}

/** The type of the bytes of an upload. */
export const BODY = { 'Content-Type': 'application/offset+octet-stream' } as const

/** Method, path, headers and body of a request. */
export type TusRequest = [method: string, path: string, headers: Record<string, string>, body?: RequestInit['body']]

/** What of an answer concerns an upload. */
export interface TusAnswer {
  readonly status: number
  readonly location: string
  readonly offset: string | null
  readonly text: string
}

/** A request of the protocol (tus 1.0), for what a well-behaved client does not do. */
export async function askTus(origin: string, ...[method, path, headers, body]: TusRequest): Promise<TusAnswer> {
  const init = { method, headers: { 'Tus-Resumable': '1.0.0', ...headers }, body, duplex: 'half' } as RequestInit
  const answer = await fetch(new URL(path, origin), init)
  const { status, headers: given } = answer
  return {
    status,
    location: given.get('Location') ?? '',
    offset: given.get('Upload-Offset'),
    text: await answer.text(),
  }
}

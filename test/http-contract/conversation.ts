import { connect, type Socket } from 'node:net'

/** An answer as it came over the socket. */
export interface Answer {
  readonly status: number
  /** Names in lower case. A name that came twice has both values, joined. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  /** The answer is a page whose form sends the link again. */
  readonly showsLink?: boolean
}

/** One connection, on which requests are sent and answers read in turn. */
export interface Conversation {
  readonly socket: Socket
  readonly send: (bytes: string | Uint8Array) => void
  /** The next answer; `method` says whether it has a body. Rejects if the server closes before. */
  readonly read: (method?: string, showsLink?: boolean) => Promise<Answer>
  readonly end: () => void
}

const LINK = /1b?\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_.~-]{40,}/g

export function converse(port: number): Conversation {
  let received = ''
  let sent = ''
  let isClosed = false
  let wake = (): void => {}
  const socket = connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay(true)
  socket.on('data', (data) => {
    received += data
    wake()
  })
  socket
    .on('error', () => {})
    .on('close', () => {
      isClosed = true
      wake()
    })
  const more = async (): Promise<void> => {
    if (isClosed) throw new Error(`the server closed the connection, after: ${received.slice(0, 200)}`)
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  const readBody = async (headers: Readonly<Record<string, string>>): Promise<string> => {
    if (headers['transfer-encoding'] === 'chunked') {
      let body = ''
      for (;;) {
        while (!received.includes('\r\n')) await more()
        const at = received.indexOf('\r\n')
        const size = Number.parseInt(received.slice(0, at), 16)
        while (received.length < at + size + 4) await more()
        body += received.slice(at + 2, at + 2 + size)
        received = received.slice(at + size + 4)
        if (size === 0) return body
      }
    }
    if (headers['content-length'] === undefined && headers.connection === 'close') {
      while (!isClosed) await more()
      return received
    }
    const length = Number(headers['content-length'] ?? 0)
    while (received.length < length) await more()
    const body = received.slice(0, length)
    received = received.slice(length)
    return body
  }
  return {
    socket,
    send: (bytes) => {
      if (typeof bytes === 'string') sent += bytes.slice(0, 20_000)
      socket.write(bytes)
    },
    read: async (method = 'GET', showsLink = false) => {
      while (!received.includes('\r\n\r\n')) await more()
      const end = received.indexOf('\r\n\r\n')
      const [statusLine = '', ...lines] = received.slice(0, end).split('\r\n')
      received = received.slice(end + 4)
      const headers: Record<string, string> = {}
      for (const line of lines) {
        const colon = line.indexOf(':')
        const name = line.slice(0, colon).toLowerCase()
        const value = line.slice(colon + 1).trim()
        headers[name] = name in headers ? `${headers[name]}, ${value}` : value
      }
      const status = Number(statusLine.split(' ')[1])
      const body = method === 'HEAD' || status === 204 || status === 304 ? '' : await readBody(headers)
      // Whatever was asked: no link comes back, nor the end of one, which is its signature.
      const text = `${statusLine}\n${lines.join('\n')}\n${body}`
      for (const link of sent.match(LINK) ?? []) {
        if (!showsLink && text.includes(link.slice(-43))) throw new Error('the answer contains the link')
      }
      return { status, headers, body }
    },
    end: () => socket.destroy(),
  }
}

/** The text of a request. */
export function requestText(path: string, { method = 'GET', headers = {}, body }: Question = {}): string {
  const all = { Host: '127.0.0.1', ...headers, ...(body !== undefined && { 'Content-Length': String(body.length) }) }
  const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`
}

/** One request on a connection of its own. */
export async function ask(port: number, path: string, question: Question = {}): Promise<Answer> {
  const conversation = converse(port)
  try {
    conversation.send(requestText(path, question))
    return await conversation.read(question.method, question.showsLink)
  } finally {
    conversation.end()
  }
}

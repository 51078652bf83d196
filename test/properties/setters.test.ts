import { createLinks, narrow } from 'daypass'
import { createGuard } from 'daypass/http'
import { afterEach, describe, expect, it } from 'vitest'
import { KEY, NOW } from '../support/fixtures.ts'

// Setters and read-only members on `Object.prototype` swallow an assignment or a `push`, and nothing of a link may get lost by it.
const links = createLinks({ keys: [KEY], clock: () => NOW })
const limited = links.sign('a', ['read', 'write'], '1h', {
  upload: { maxBytes: 1 },
  ref: 'order-7',
  response: { filename: 'a.pdf' },
})
const undo: (() => void)[] = []

function pollute(name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(Object.prototype, name, { ...descriptor, configurable: true })
  undo.unshift(() => Reflect.deleteProperty(Object.prototype, name))
}

afterEach(() => {
  for (const act of undo.splice(0, undo.length)) act()
})

const swallowing: PropertyDescriptor = { get: () => undefined, set: () => undefined }

describe.each([
  ['a setter', swallowing],
  ['a read-only member', { value: 'x', writable: false }],
])('%s on Object.prototype', (_, descriptor) => {
  it.each(['upload', 'ref', 'response'])('takes no %s out of a grant', (name) => {
    const expected = { upload: { maxBytes: 1 }, ref: 'order-7', response: { filename: 'a.pdf' } }
    pollute(name, descriptor)
    const grant = links.verify(limited, { fileId: 'a' })
    for (const [member, value] of Object.entries(expected)) {
      expect(Object.getOwnPropertyDescriptor(grant, member)?.value).toMatchObject(value as object)
    }
  })
})

it('a setter of an index takes no block of a holder away', () => {
  const narrowed = narrow(limited, { perms: 'read' })
  const codes: unknown[] = [undefined, undefined]
  pollute('1', {
    get() {
      return Array.isArray(this) ? {} : undefined
    },
    set: () => undefined,
  })
  codes[0] = links.tryVerify(narrowed, { fileId: 'a', perm: 'write' }).code
  for (const act of undo.splice(0, 1)) act()
  expect(codes[0]).toBe('permission-denied')
})

it('a guard holds an upload to its limits all the same', async () => {
  const guard = createGuard(links, { fileId: () => 'a', perm: 'write' }, (url: string) => ({
    method: 'PUT',
    url,
    headers: { 'content-length': '500' },
  }))
  pollute('upload', swallowing)
  expect(await guard(`/a?token=${limited}`)).toMatchObject({ ok: false, code: 'upload-too-large' })
})

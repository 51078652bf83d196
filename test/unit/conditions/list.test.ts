import { createLinks, LinkError, narrow, type SignOptions } from 'daypass'
import { expect, it, vi } from 'vitest'
import type { Condition } from '../../../src/conditions/condition.ts'
import { KEY, NOW, untyped } from '../../support/fixtures.ts'

/** A condition that exists only here: the file asked for must have one of these endings. */
const endings = vi.hoisted(
  (): Condition<readonly string[]> => ({
    name: 'endings',
    letters: 'xyz',
    signerOnly: false,
    normalize: (option) => {
      if (!Array.isArray(option)) throw new TypeError('endings must be a list')
      return option.toSorted()
    },
    encode: (all) => `.x${all.join('_')}`,
    parse: (letter, field) => (letter === 'x' && /^[a-z]+(?:_[a-z]+)*$/.test(field) ? field.split('_') : undefined),
    intersect: (lists) =>
      lists.filter((list) => list !== undefined).reduce((all, list) => all.filter((ending) => list.includes(ending))),
    usedBy: { perm: (perm) => perm !== 'list', text: 'a permission other than "list"' },
    leaves: (all) => all.length > 0,
    refuse: (all, { fileId }) => (all.some((ending) => fileId?.endsWith(`.${ending}`)) ? undefined : 'wrong-file'),
    show: (all) => all.join(' or '),
  }),
)

vi.mock('../../../src/conditions/list.ts', async (original) => {
  const { CONDITIONS } = await original<typeof import('../../../src/conditions/list.ts')>()
  return { CONDITIONS: [...CONDITIONS, endings] }
})

const links = createLinks({ keys: [KEY], clock: () => NOW })
const sign = (options: object, perms: 'read' | 'list' = 'read'): string =>
  links.sign('docs', perms, '1h', { scope: 'tree', ref: 'order-7', ...options } as SignOptions)
const codeFor = (token: string, fileId: string): string | undefined =>
  links.tryVerify(token, { fileId, perm: 'read' }).code

it('a condition that is added to the list is signed, verified and shown', () => {
  const token = sign({ endings: ['pdf', 'csv'] })
  expect(token).toContain('.xcsv_pdf.')
  expect(links.verify(token, { fileId: 'docs/a.pdf' })).toMatchObject({ endings: 'csv or pdf', ref: 'order-7' })
  expect(codeFor(token, 'docs/a.exe')).toBe('wrong-file')
  expect(links.verify(sign({}), { fileId: 'docs/a.exe' })).not.toHaveProperty('endings')
})

it('it is narrowed, and can only shrink', () => {
  const token = sign({ endings: ['pdf', 'csv'] })
  const narrowed = narrow(token, untyped({ endings: ['exe', 'pdf'] }))
  expect(codeFor(narrowed, 'docs/a.pdf')).toBeUndefined()
  expect(codeFor(narrowed, 'docs/a.csv')).toBe('wrong-file')
  expect(codeFor(narrowed, 'docs/a.exe')).toBe('wrong-file')
  expect(codeFor(narrow(token, untyped({ endings: ['exe'] })), 'docs/a.pdf')).toBe('permission-denied')
})

it('its option is checked when it is passed, and its fields when they arrive', () => {
  expect(() => sign({ endings: 'pdf' })).toThrow(new TypeError('endings must be a list'))
  expect(() => sign({ endings: ['pdf'] }, 'list')).toThrow('endings requires a permission other than "list"')
  expect(() => narrow(sign({ endings: ['pdf'] }).replace('.xpdf', '.ypdf'), { perms: 'read' })).toThrow(LinkError)
})

// SPEC.md, sections 3 and 5, written again as plainly as can be: one pattern or rule for each field, no regard to speed.

/** What a block says. */
export interface SpecBlock {
  readonly start: number | undefined
  readonly expires: number | undefined
  readonly file: string | undefined
  readonly tree: boolean
  readonly perms: readonly string[] | undefined
  readonly networks: readonly string[] | undefined
  readonly httpsOnly: boolean
  readonly upload: { readonly minBytes?: number; readonly maxBytes?: number; readonly contentTypes?: readonly string[] }
  readonly response: Readonly<Record<string, string>>
  readonly ref: string | undefined
  /** Section 5.10: undefined for a plain link, and of a holder. */
  readonly issue: SpecIssue | undefined
}

/** What makes a link managed. */
export interface SpecIssue {
  readonly issued: number
  readonly nonce: string
  readonly policy: string | undefined
  readonly uses: number | undefined
}

const HTOKEN = "[!#$%&'+.^_`|~\\-0-9A-Za-z]+"
const QUOTED = '"[ !\\x23-\\x5B\\x5D-\\x7E]*"'
const RESTRICTED = '[a-z0-9][a-z0-9!#$&^_.+-]{0,126}'
const whole = (pattern: string, flags = ''): RegExp => new RegExp(`^(?:${pattern})$`, flags)

const DIRECTIVE = `${HTOKEN}(?:=(?:${HTOKEN}|${QUOTED}))?`
const TAG = '[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*'
const RESPONSE: Readonly<Record<string, readonly [name: string, text: RegExp]>> = {
  C: ['cacheControl', whole(`${DIRECTIVE}(?:, ?${DIRECTIVE})*`)],
  E: ['contentEncoding', whole(`${HTOKEN}(?:, ?${HTOKEN})*`)],
  L: ['contentLanguage', whole(`${TAG}(?:, ?${TAG})*`)],
  N: [
    'filename',
    whole('[^\\u0000-\\u001f\\u007f-\\u009f/\\\\\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+', 'u'),
  ],
  T: ['contentType', whole(`${HTOKEN}/${HTOKEN}(?:; ?${HTOKEN}=(?:${HTOKEN}|${QUOTED}))*`)],
}
const PERM = whole('[a-z][a-z0-9-]{0,31}')
const MEDIA_TYPE = whole(`${RESTRICTED}/(?:\\*|${RESTRICTED})`)
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The block that a text is, or undefined if it is malformed. */
export function readSpecBlock(text: string): SpecBlock | undefined {
  const fields = new Map<string, string>()
  let last = ''
  for (const field of text.split('.')) {
    const letter = field.slice(0, 1)
    if (!(letter > last) || !isKnown(letter)) return undefined
    fields.set(letter, field.slice(1))
    last = letter
  }
  if (fields.has('f') && fields.has('g')) return undefined
  let malformed = false
  const read = <T>(letter: string, how: (value: string) => T | undefined): T | undefined => {
    const value = fields.get(letter)
    const found = value === undefined ? undefined : how(value)
    if (value !== undefined && found === undefined) malformed = true
    return found
  }
  const file = read('f', (value) => (/^[\w-]{1,512}$/.test(value) ? value : undefined)) ?? read('g', encodedId)
  const minBytes = read('l', (value) => decimal(value, 9007199254740991n))
  const maxBytes = read('m', (value) => decimal(value, 9007199254740991n))
  const contentTypes = read('k', (value) =>
    ascending(specText(value, 2048)?.split(','), (type) => MEDIA_TYPE.test(type)),
  )
  const response: Record<string, string> = {}
  for (const letter of 'CDELNT') {
    const header = read(letter, (value) => responseText(letter, value))
    if (header !== undefined) response[RESPONSE[letter]?.[0] ?? 'disposition'] = header
  }
  const block = {
    start: read('b', (value) => decimal(value, 99999999999n)),
    expires: read('e', (value) => decimal(value, 99999999999n)),
    file,
    tree: read('t', (value) => (value === '' && file !== undefined && fitsTree(file) ? true : undefined)) ?? false,
    perms: read('p', (value) => ascending(value.split('_'), (name) => PERM.test(name))),
    networks: read('a', (value) => ascending(value.split('_'), isNetwork)),
    httpsOnly: read('h', (value) => (value === '' ? true : undefined)) ?? false,
    upload: {
      ...(minBytes !== undefined && { minBytes }),
      ...(maxBytes !== undefined && { maxBytes }),
      ...(contentTypes !== undefined && { contentTypes }),
    },
    response,
    ref: read('r', (value) => specText(value, 256)),
  }
  const issued = read('i', (value) => decimal(value, 99999999999n))
  const nonce = read('n', (value) => (/^[\w-]{16}$/.test(value) ? value : undefined))
  const policy = read('s', (value) => (/^[\w-]{1,64}$/.test(value) ? value : undefined))
  const uses = read('u', (value) => decimal(value, 1000000n) || undefined)
  const issue = issued === undefined || nonce === undefined ? undefined : { issued, nonce, policy, uses }
  if (issue === undefined && [issued, nonce, policy, uses].some((field) => field !== undefined)) malformed = true
  return malformed ? undefined : { ...block, issue }
}

/** Whether an id fits a tree (section 5.3). */
export function fitsTree(id: string): boolean {
  const hasByte = /%[0-9A-Fa-f][0-9A-Fa-f]/.test(id)
  return !hasByte && !id.includes('\\') && id.split('/').every((segment) => !['', '.', '..'].includes(segment))
}

/** Whether a string is a text of 1 to `max` bytes (section 1). */
export function isSpecText(text: string, max: number): boolean {
  const bytes = Buffer.from(text)
  return bytes.length >= 1 && bytes.length <= max && bytes.toString() === text && !text.includes('\0')
}

/** Bits of the network bytes of a network, less those beyond its prefix. */
export function prefixBits(network: string): string {
  const hex = network.slice(0, -2)
  return BigInt(`0x${hex}`)
    .toString(2)
    .padStart(hex.length * 4, '0')
    .slice(0, Number.parseInt(network.slice(-2), 16))
}

function isKnown(letter: string): boolean {
  return letter !== '' && 'CDELNTabefghiklmnprstu'.includes(letter)
}

function decimal(digits: string, max: bigint): number | undefined {
  return /^(?:0|[1-9][0-9]*)$/.test(digits) && BigInt(digits) <= max ? Number(digits) : undefined
}

function specText(encoded: string, max: number): string | undefined {
  if (!/^[\w-]+$/.test(encoded)) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.toString('base64url') !== encoded || bytes.length > max) return undefined
  try {
    const text = utf8.decode(bytes)
    return text === '' || text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

function encodedId(value: string): string | undefined {
  const id = specText(value, 512)
  return id === undefined || /^[\w-]+$/.test(id) ? undefined : id
}

function responseText(letter: string, value: string): string | undefined {
  if (letter === 'D') return { a: 'attachment', i: 'inline' }[value]
  const text = specText(value, 255)
  if (text === undefined || (letter === 'N' && /^\.\.?$/.test(text))) return undefined
  return RESPONSE[letter]?.[1].test(text) ? text : undefined
}

function ascending(
  items: readonly string[] | undefined,
  passes: (item: string) => boolean,
): readonly string[] | undefined {
  const sorted = [...new Set(items)].sort()
  return items?.every((item, i) => passes(item) && item === sorted[i]) ? items : undefined
}

function isNetwork(text: string): boolean {
  if (!/^(?:[0-9a-f]{8}|[0-9a-f]{32})[0-9a-f]{2}$/.test(text)) return false
  const width = (text.length - 2) * 4
  const prefix = Number.parseInt(text.slice(-2), 16)
  const isMapped = width === 128 && text.startsWith('00000000000000000000ffff') && prefix >= 96
  return prefix <= width && !isMapped && BigInt(`0x${text.slice(0, -2)}`) % (1n << BigInt(width - prefix)) === 0n
}

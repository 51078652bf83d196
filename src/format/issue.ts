import { isBase64url, MAX_TIME, parseDecimal } from '../values/encoding.ts'

/** What makes a link managed: when and as what it was issued, and what a server keeps about it (SPEC.md, section 5.10). */
export interface Issue {
  /** When it was issued, in whole seconds since the epoch. */
  readonly at: number
  /** 96 random bits, by which two links with the same contents are two links. No secret. */
  readonly nonce: string
  /** Name of the policy that it is under. */
  readonly policy: string | undefined
  /** How often it works. */
  readonly uses: number | undefined
}

/** Characters of a nonce. */
export const NONCE_CHARS = 16

/** Largest number of uses. */
export const MAX_USES = 1_000_000

/** The fields of an issue, while a block is being decoded: each is undefined until it has been read. */
export type IssueFields = { -readonly [Name in keyof Issue]: Issue[Name] | undefined }

/** The fields, each with the dot before it. */
export function encodeIssue({ at, nonce, policy, uses }: Issue): string {
  const optional = (policy === undefined ? '' : `.s${policy}`) + (uses === undefined ? '' : `.u${uses}`)
  return `.i${at}.n${nonce}${optional}`
}

/** Whether `text` is 16 base64url characters, which are 96 bits without a rest. */
export function isNonce(text: string): boolean {
  return text.length === NONCE_CHARS && isBase64url(text, 0, NONCE_CHARS)
}

/** Whether `text` is 1 to 64 of `A-Z a-z 0-9 _ -`. */
export function isPolicyName(text: string): boolean {
  return text.length > 0 && text.length <= 64 && isBase64url(text, 0, text.length)
}

/** `fields`, or none yet, and those of one field more; undefined if its letter is another, or its value is not canonical. */
export function parseIssueField(
  fields: IssueFields | undefined,
  letter: string,
  value: string,
): IssueFields | undefined {
  const all = fields ?? { at: undefined, nonce: undefined, policy: undefined, uses: undefined }
  switch (letter) {
    case 'i':
      all.at = parseDecimal(value, 0, value.length, MAX_TIME)
      return all.at === undefined ? undefined : all
    case 'n':
      all.nonce = value
      return isNonce(value) ? all : undefined
    case 's':
      all.policy = value
      return isPolicyName(value) ? all : undefined
    case 'u':
      all.uses = parseDecimal(value, 0, value.length, MAX_USES)
      return all.uses ? all : undefined // a link that works 0 times is none
    default:
      return undefined
  }
}

/** Whether the fields of a block are those of an issue: a time and a nonce, or nothing at all. */
export function isIssue(fields: IssueFields): fields is Issue {
  return fields.at !== undefined && fields.nonce !== undefined
}

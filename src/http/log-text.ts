// Unicode's control characters, unpaired surrogates, line and paragraph separators, and bidirectional controls. Without escapes, a line
// of a log ends and another begins (CWE-117), or is shown in another order than it was written (CVE-2021-42574).
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/** The text on one line of a log: each character that could end or reorder the line is written as `\u` and four hex digits. */
export function toLogText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Whether a text can be a claim: 16 to 128 visible ASCII characters. */
export function isClaim(text: string): boolean {
  return /^[!-~]{16,128}$/.test(text)
}

import type { UploadLimits } from 'daypass'

export const LIMITS: UploadLimits = { minBytes: 100, maxBytes: 1000, contentTypes: ['image/*'] }

/** What every recipe for uploads answers to a file with `LIMITS`. */
export const FILES: readonly (readonly [name: string, size: number, type: string, status: number])[] = [
  ['of exactly the limit', 1000, 'image/png', 201],
  ['a byte larger', 1001, 'image/png', 413],
  ['much larger', 50_000, 'image/png', 413],
  ['of exactly the minimum', 100, 'image/png', 201],
  ['a byte smaller', 99, 'image/png', 400],
  ['that is empty', 0, 'image/png', 400],
  ['of another allowed type', 500, 'IMAGE/Webp', 201],
  ['of a wrong type', 500, 'text/html', 415],
  ['of a type that only begins like it', 500, 'imagery/png', 415],
]

/** Bytes of which no two neighbours are alike, so that a piece that is lost or swapped shows. */
export function bytes(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, i) => (i * 37 + (i >> 8)) % 256)
}

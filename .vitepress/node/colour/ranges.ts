import type { Kind } from './kinds.ts'
import type { KindToken } from './tokenize.ts'

/**
 * Coloured ranges of a text as a short string: letter, gap since the last range, dot, length: `k0.4s3.12`. Line breaks
 * count as one. The browser reads it back in theme/colour.client.ts.
 */
export function encodeRanges(lines: readonly (readonly KindToken[])[]): string {
  let encoded = ''
  let gap = 0
  for (const line of lines) {
    for (const { length, kind } of line) {
      if (kind) {
        encoded += `${kind}${gap}.${length}`
        gap = 0
      } else gap += length
    }
    gap += 1
  }
  return encoded
}

/** The inverse: kind, start and end of each range. */
export function decodeRanges(encoded: string): { kind: Kind; start: number; end: number }[] {
  const ranges: { kind: Kind; start: number; end: number }[] = []
  let at = 0
  for (const [, kind, gap, length] of encoded.matchAll(/([a-z])(\d+)\.(\d+)/g)) {
    const start = at + Number(gap)
    at = start + Number(length)
    ranges.push({ kind: kind as Kind, start, end: at })
  }
  return ranges
}

import type { Segment } from './types.ts'

/** Text or pieces of text; everything that prints JavaScript returns pieces, so that slots survive. */
export type Piece = string | Segment | Piece[]

/** Flattens to segments, neighbouring strings joined. */
export function toSegments(...pieces: Piece[]): Segment[] {
  const segments: Segment[] = []
  const add = (piece: Piece) => {
    if (Array.isArray(piece)) for (const one of piece) add(one)
    else if (typeof piece === 'string' && typeof segments.at(-1) === 'string')
      segments.push(`${segments.pop()}${piece}`)
    else segments.push(piece)
  }
  for (const piece of pieces) add(piece)
  return segments
}

/** The text of segments, slots filled with their examples. */
export function segmentText(segments: readonly Segment[]): string {
  return segments.map((segment) => (typeof segment === 'string' ? segment : segment.example)).join('')
}

/** Escapes for a single-quoted string of JavaScript. */
export function escapeJs(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\u2028', '\\u2028')
}

export interface Position {
  /** From 1. */
  line: number
  column: number
}

/** Where a generated position comes from; undefined where the map does not say. */
export type ToOriginal = (position: Position) => Position | undefined

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

interface Segment {
  column: number
  original: Position
}

/**
 * Reads the `mappings` of a source map (version 3) with one source. TypeScript drops blank lines and types when it
 * compiles, and an error should name the line that the reader sees.
 */
export function readSourceMap(mappings: string): ToOriginal {
  let line = 0
  let column = 0
  const lines = mappings.split(';').map((text) => {
    let generated = 0
    return text.split(',').flatMap((segment): Segment[] => {
      const [step = 0, , lineStep, columnStep] = decode(segment)
      generated += step
      if (lineStep === undefined || columnStep === undefined) return []
      line += lineStep
      column += columnStep
      return [{ column: generated, original: { line: line + 1, column: column + 1 } }]
    })
  })
  return (position) => {
    const segments = lines[position.line - 1] ?? []
    const found = segments.findLast((segment) => segment.column <= position.column - 1) ?? segments[0]
    return found?.original
  }
}

/** Base64 VLQ: five bits a digit, the sixth says that more follow, the lowest bit of the number is its sign. */
function decode(segment: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const letter of segment) {
    const digit = ALPHABET.indexOf(letter)
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}

/** Widths are estimates for the fonts of a system's interface, on the safe side; in em. */
const RE_WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/
const RE_NARROW = /[iljtfrI.,:;'|!()[\]{}/ ]/
const RE_CAPITAL = /[A-Z@%&mwMW_]/
/** A line does not begin with these. */
const RE_CLOSING = /^[，。、；：！？）」』”’,.;:!?)\]}]/
/** What stays together: a run of Latin letters and digits, or one character. */
const RE_UNIT = /[A-Za-z0-9_.$%+-]+|\s+|./gu

/** Width of a text in px. */
export function widthOf(text: string, size: number): number {
  let width = 0
  for (const character of text) width += em(character)
  return width * size
}

function em(character: string): number {
  if (RE_WIDE.test(character)) return 1
  if (RE_NARROW.test(character)) return 0.36
  return RE_CAPITAL.test(character) ? 0.72 : 0.58
}

export interface WrapOptions {
  size: number
  /** Of a line, in px. */
  width: number
}

/** Lines no wider than `width`; a word is broken only where it alone is too wide. */
export function wrap(text: string, { size, width }: WrapOptions): string[] {
  return fill(unitsOf(text, { size, width }), { size, width })
}

/** As `wrap`, but with lines of about the same length: no last line with one character alone. */
export function wrapEvenly(text: string, { size, width }: WrapOptions): string[] {
  const units = unitsOf(text, { size, width })
  const lines = fill(units, { size, width })
  if (lines.length < 2) return lines
  const even = fill(units, { size, width: Math.min(width, widthOf(text, size) / lines.length + size) })
  return even.length === lines.length ? even : lines
}

function fill(units: string[], { size, width }: WrapOptions): string[] {
  const lines: string[] = []
  let line = ''
  for (const unit of units) {
    if (line && widthOf(line + unit.trimEnd(), size) > width && !RE_CLOSING.test(unit)) {
      lines.push(line.trim())
      line = unit.trimStart()
    } else line += unit
  }
  return [...lines, line.trim()].filter(Boolean)
}

/** What a line may be broken between. */
function unitsOf(text: string, { size, width }: WrapOptions): string[] {
  return (text.match(RE_UNIT) ?? []).flatMap((unit) => (widthOf(unit, size) > width ? [...unit] : [unit]))
}

/** Half-open range of offsets in the block's text. */
export type Span = [start: number, end: number]

export interface BlockFile {
  name: string
  start: number
  end: number
}

/** A block as written, with what its directives ask for. Offsets are into `text`. */
export interface Block {
  text: string
  files: BlockFile[]
  /** What the reader does not see: everything above the cut, directives. */
  removals: Span[]
  marks: Span[]
  queries: number[]
  /** Error codes the author expects (`// @errors: 2322`). */
  expected: string[]
  /** Directives that make no sense, by offset. */
  faults: { offset: number; message: string }[]
}

const RE_CUT = /^\s*\/\/\s?---cut(-before|-after|-start|-end)?---\s*$/
const RE_FILENAME = /^\s*\/\/\s?@filename:\s*(\S+)\s*$/
const RE_CHECK = /^\s*\/\/\s?@ts-(no)?check\s*$/
const RE_ERRORS = /^\s*\/\/\s?@errors:\s*([\d\s]+)$/
const RE_CARETS = /^\s*\/\/\s*\^+(?:\s+\^+)*(?:\s+[^\s^].*)?$/
const RE_QUERY = /^\s*\/\/\s*\^\?\s*$/

interface Line {
  text: string
  start: number
  /** After the line break. */
  end: number
}

function toLines(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const line of text.split('\n')) {
    lines.push({ text: line, start, end: Math.min(start + line.length + 1, text.length) })
    start += line.length + 1
  }
  return lines
}

function addCarets(block: Block, line: Line, target: Line | undefined) {
  const query = RE_QUERY.test(line.text)
  const text = query ? line.text : line.text.replace(/\^([^^]*)$/, '^')
  for (const { 0: carets, index } of text.matchAll(/\^+/g)) {
    if (!target || index >= target.text.length) {
      block.faults.push({ offset: line.start + index, message: 'the caret points at no column of a line above it' })
    } else if (query) block.queries.push(target.start + index)
    else block.marks.push([target.start + index, target.start + Math.min(index + carets.length, target.text.length)])
  }
}

function cut(block: Block, line: Line, { kind, open }: { kind: string; open: number[] }) {
  if (kind === '' || kind === '-before') block.removals = [[0, line.end]]
  else if (kind === '-after') block.removals.push([line.start, block.text.length])
  else if (kind === '-start') open.push(line.start)
  else {
    const start = open.pop()
    if (start === undefined) block.faults.push({ offset: line.start, message: 'cut-end without a cut-start above it' })
    else block.removals.push([start, line.end])
  }
}

/** Reads the directives of a block. `lang` names the file of a block that has no `// @filename`. */
export function parseBlock(text: string, lang: string): Block {
  const block: Block = { text, files: [], removals: [], marks: [], queries: [], expected: [], faults: [] }
  const open: number[] = []
  let file: BlockFile = { name: `index.${lang}`, start: 0, end: text.length }
  let target: Line | undefined
  for (const line of toLines(text)) {
    const cutKind = RE_CUT.exec(line.text)
    const name = RE_FILENAME.exec(line.text)?.[1]
    const errors = RE_ERRORS.exec(line.text)?.[1]
    if (cutKind) cut(block, line, { kind: cutKind[1] ?? '', open })
    else if (name !== undefined) {
      file.end = line.start
      if (file.end > file.start) block.files.push(file)
      file = { name, start: line.start, end: text.length }
      target = line
    } else if (errors !== undefined) {
      block.expected.push(...errors.trim().split(/\s+/))
      block.removals.push([line.start, line.end])
    } else if (RE_CHECK.test(line.text)) block.removals.push([line.start, line.end])
    else if (RE_QUERY.test(line.text) || RE_CARETS.test(line.text)) {
      addCarets(block, line, target)
      block.removals.push([line.start, line.end])
    } else target = line
  }
  block.files.push(file)
  for (const offset of open) block.faults.push({ offset, message: 'cut-start without a cut-end below it' })
  block.removals = mergeSpans(block.removals)
  return block
}

function mergeSpans(spans: Span[]): Span[] {
  const merged: Span[] = []
  for (const span of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && last[1] >= span[0]) last[1] = Math.max(last[1], span[1])
    else merged.push([...span])
  }
  return merged
}

/** The text the reader sees, without the line break that a removed last line leaves. */
export function visibleText({ text, removals }: Block): string {
  let visible = ''
  let from = 0
  for (const [start, end] of removals) {
    visible += text.slice(from, start)
    from = end
  }
  return (visible + text.slice(from)).replace(/\n+$/, '')
}

/** Offset in the visible text, `undefined` where the offset is removed. */
export function toVisible({ removals }: Block, offset: number): number | undefined {
  let removed = 0
  for (const [start, end] of removals) {
    if (offset < start) break
    if (offset < end) return undefined
    removed += end - start
  }
  return offset - removed
}

/** Line and column from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

import type { Flow, FlowItem, FlowStep } from '../../model/types.ts'
import { widthOf } from './text.ts'

const NARROWEST = 112
/** Four participants fit the text column of a page at 1280 px; longer texts take more lines. */
const WIDEST = 178
/** Room beside the outermost columns, for frames. */
const MARGIN = 44

export interface Columns {
  /** Participant → x of its line. */
  columns: Map<string, number>
  width: number
}

/** Places the participants: neighbours stand as far apart as the texts between them ask for, within limits. */
export function columnsOf(flow: Flow, { size, room }: { size: number; room: number }): Columns {
  const names = flow.participants
  const gaps = names.slice(1).map((name, index) => {
    const heads = (widthOf(names[index] ?? '', size) + widthOf(name, size)) / 2 + 26 + 16
    return Math.max(NARROWEST, heads)
  })
  const widen = (first: number, last: number, width: number): void => {
    const wanted = Math.min(width, WIDEST * (last - first))
    const have = gaps.slice(first, last).reduce((sum, gap) => sum + gap, 0)
    const missing = (wanted - have) / (last - first)
    if (missing > 0) for (let index = first; index < last; index++) gaps[index] = (gaps[index] ?? 0) + missing
  }
  for (const step of stepsOf(flow.items)) {
    const [from, to] = [names.indexOf(step.from), names.indexOf(step.to)]
    const [first, last] = [Math.min(from, to), Math.max(from, to)]
    if (first < 0) continue
    const longest = Math.max(widthOf(step.text, size), widthOf(step.answer, size))
    if (first < last) widen(first, last, longest + room)
    else if (names.length > 1) {
      const at = from === names.length - 1 ? from - 1 : from
      widen(at, at + 1, Math.min(widthOf(step.text, size), 100) + 58)
    }
  }
  const left = Math.max(MARGIN, widthOf(names[0] ?? '', size) / 2 + 20)
  const right = Math.max(MARGIN, widthOf(names.at(-1) ?? '', size) / 2 + 20)
  const xs = gaps.reduce<number[]>((all, gap) => [...all, (all.at(-1) ?? 0) + gap], [left])
  return { columns: new Map(names.map((name, index) => [name, xs[index] ?? 0])), width: (xs.at(-1) ?? 0) + right }
}

/** All steps, those in frames too, in reading order. */
export function stepsOf(items: FlowItem[]): FlowStep[] {
  return items.flatMap((item) =>
    item.kind === 'step' ? [item] : item.sections.flatMap((section) => stepsOf(section.items)),
  )
}

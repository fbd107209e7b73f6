import type { Flow, FlowFrame, FlowItem, FlowStep } from '../../model/types.ts'
import { columnsOf } from './columns.ts'
import { sequenceInWords } from './in-words.ts'
import { drawing, element, escapeXml, round, textLines } from './svg.ts'
import { widthOf, wrap, wrapEvenly } from './text.ts'

const SIZE = 13
const SMALL = 12
const LINE = 18
const HEAD = 34
const PAD = 14
const BADGE = 9

const FRAME_NAMES = { alternatives: '分支', loop: '循环', optional: '可选' }

/** What has been drawn so far; parts that must lie behind the arrows are kept apart. */
interface Canvas {
  id: string
  columns: Map<string, number>
  /** x of the outermost column lines. */
  left: number
  right: number
  behind: string[]
  front: string[]
  y: number
}

/** A flow as a sequence diagram: participants as columns, steps as numbered arrows from top to bottom. */
export function deriveSequence(flow: Flow, { id }: { id: string }): string {
  const { columns, width } = columnsOf(flow, { size: SIZE, room: PAD * 2 + BADGE * 2 })
  const xs = [...columns.values()]
  const canvas: Canvas = {
    id,
    columns,
    left: Math.min(...xs),
    right: Math.max(...xs),
    behind: [],
    front: [],
    y: PAD + HEAD + 14,
  }
  drawItems(flow.items, canvas, 0)
  const bottom = canvas.y + 10
  const lines = xs.map((x) => element('path', { class: 'life', d: `M${round(x)} ${PAD + HEAD}V${round(bottom)}` }))
  const heads = [...columns].map(([name, x]) => head(name, x, PAD) + head(name, x, bottom))
  return drawing({
    id,
    title: `${flow.title}：时序图`,
    description: sequenceInWords(flow).join(' '),
    width,
    height: bottom + HEAD + PAD,
    content: [...canvas.behind, ...lines, ...canvas.front, ...heads].join(''),
  })
}

function head(name: string, x: number, y: number): string {
  const width = widthOf(name, SIZE) + 26
  return (
    element('rect', { class: 'actor', x: x - width / 2, y, width, height: HEAD, rx: 7 }) +
    textLines([name], { x, y: y + HEAD / 2 + 4.5, lineHeight: LINE, className: 'actor-name' })
  )
}

function drawItems(items: FlowItem[], canvas: Canvas, depth: number): void {
  for (const item of items) {
    if (item.kind === 'step') drawStep(item, canvas)
    else drawFrame(item, canvas, depth)
  }
}

function drawStep(step: FlowStep, canvas: Canvas): void {
  const from = canvas.columns.get(step.from) ?? canvas.left
  const to = canvas.columns.get(step.to) ?? canvas.left
  if (step.from === step.to) drawSelf(step, from, canvas)
  else drawArrow({ text: step.text, from, to, number: step.number }, canvas)
  if (step.answer) drawArrow({ text: step.answer, from: to, to: from }, canvas)
}

interface Arrow {
  text: string
  from: number
  to: number
  /** Absent on answers, which are dashed. */
  number?: number
}

function drawArrow({ text, from, to, number }: Arrow, canvas: Canvas): void {
  const direction = Math.sign(to - from)
  const room = Math.abs(to - from) - BADGE * 2 - 18
  const lines = wrapEvenly(text, { size: SIZE, width: room })
  const start = number === undefined ? from : from + direction * BADGE
  const middle = (from + to) / 2 + (number === undefined ? 0 : (direction * BADGE) / 2)
  canvas.front.push(
    textLines(lines, {
      x: middle,
      y: canvas.y + 13,
      lineHeight: LINE,
      className: number === undefined ? 'answer' : 'message',
    }),
  )
  const y = canvas.y + lines.length * LINE + 5
  const line = {
    class: number === undefined ? 'arrow dashed' : 'arrow',
    d: `M${round(start)} ${round(y)}H${round(to - direction)}`,
  }
  canvas.front.push(element('path', { ...line, 'marker-end': `url(#${canvas.id}-head)` }))
  if (number !== undefined) canvas.front.push(badge(number, from, y))
  canvas.y = y + 15
}

/** What a participant does by itself: an arrow that comes back, the text beside it, on the side that has room. */
function drawSelf({ text, number }: FlowStep, x: number, canvas: Canvas): void {
  const isLast = x === canvas.right && canvas.columns.size > 1
  const side = isLast ? -1 : 1
  const next = [...canvas.columns.values()].filter((other) => (isLast ? other < x : other > x))
  const room = next.length > 0 ? Math.min(...next.map((other) => Math.abs(other - x))) - 52 : 120
  const lines = wrapEvenly(text, { size: SIZE, width: room })
  const height = Math.max(24, lines.length * LINE)
  const top = canvas.y + 8
  const out = round(x + side * 26)
  const d = `M${round(x)} ${round(top)}H${out}V${round(top + height)}H${round(x + side)}`
  canvas.front.push(element('path', { class: 'arrow', d, 'marker-end': `url(#${canvas.id}-head)` }))
  canvas.front.push(
    textLines(lines, {
      x: x + side * 34,
      y: top + height / 2 - ((lines.length - 1) * LINE) / 2 + 4.5,
      lineHeight: LINE,
      anchor: isLast ? 'end' : 'start',
      className: 'message',
    }),
  )
  canvas.front.push(badge(number, x, top))
  canvas.y = top + height + 16
}

function badge(number: number, x: number, y: number): string {
  return (
    element('circle', { class: 'badge', cx: x, cy: y, r: BADGE }) +
    element('text', { class: 'badge-number', x, y: y + 3.6, 'text-anchor': 'middle' }, String(number))
  )
}

function drawFrame({ kind, sections }: FlowFrame, canvas: Canvas, depth: number): void {
  const inset = 34 - depth * 10
  const x = canvas.left - inset
  const width = canvas.right - canvas.left + inset * 2
  const top = canvas.y + 2
  const name = FRAME_NAMES[kind]
  const tab = widthOf(name, SMALL) + 18
  canvas.y = top
  sections.forEach(({ when, items }, index) => {
    if (index > 0) {
      canvas.front.push(element('path', { class: 'divider', d: `M${round(x)} ${round(canvas.y)}h${round(width)}` }))
    }
    const indent = index === 0 ? tab + 10 : 12
    const lines = wrap(when, { size: SMALL, width: width - indent - 12 })
    canvas.front.push(
      textLines(lines, { x: x + indent, y: canvas.y + 16, lineHeight: LINE, anchor: 'start', className: 'condition' }),
    )
    canvas.y += lines.length * LINE + 12
    drawItems(items, canvas, depth + 1)
    canvas.y += 2
  })
  canvas.behind.push(element('rect', { class: 'frame', x, y: top, width, height: canvas.y - top, rx: 6 }))
  const corner = `M${round(x)} ${round(top + 6)}q0 -6 6 -6h${round(tab - 6)}v16l-7 7h-${round(tab - 7)}z`
  canvas.behind.push(element('path', { class: 'tab', d: corner }))
  canvas.front.push(element('text', { class: 'tab-name', x: x + 9, y: top + 16 }, escapeXml(name)))
  canvas.y += 14
}

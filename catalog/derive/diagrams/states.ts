import { Graph, layout, type Point } from '@dagrejs/dagre'
import type { State, StateMachine, Transition } from '../../model/types.ts'
import { statesInWords } from './in-words.ts'
import { drawing, element, round, textLines } from './svg.ts'
import { widthOf, wrapEvenly } from './text.ts'

const SIZE = 14
const CODE = 11.5
const LABEL = 12
const LINE = 16
const MARGIN = 20
const LABEL_WIDTH = 132
const START = 'start\n'

interface Placed {
  x: number
  y: number
  width: number
  height: number
}

/** A life cycle as a state diagram, from top to bottom; dagre places states and labels. */
export function deriveStateDiagram(machine: StateMachine, { id }: { id: string }): string {
  const { states, transitions } = machine
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 34, edgesep: 22, ranksep: 32, marginx: MARGIN, marginy: MARGIN })
  graph.setDefaultEdgeLabel(() => ({}))
  graph.setNode(START, { width: 14, height: 14 })
  for (const state of states) graph.setNode(state.value, sizeOf(state))
  graph.setEdge(START, machine.initial, { weight: 4, minlen: 1, width: 0, height: 0 }, 'start')
  const seen = new Set<string>()
  transitions.forEach(({ from, to, text }, index) => {
    // The first way out of a state is the usual one: it is kept straight.
    const weight = seen.has(from) ? 1 : 3
    seen.add(from)
    const lines = labelLines(text)
    const width = Math.max(...lines.map((line) => widthOf(line, LABEL))) + 10
    graph.setEdge(from, to, { width, height: lines.length * LINE + 6, labelpos: 'c', minlen: 1, weight }, String(index))
  })
  layout(graph)
  const place = (name: string): Placed => graph.node(name) as unknown as Placed
  const start = place(START)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const startEdge = graph.edge(START, machine.initial, 'start') as { points: Point[] }
  const content = [
    element('circle', { class: 'start', cx: start.x, cy: start.y, r: 6.5 }),
    curve(startEdge.points, id),
    ...transitions.map((transition, index) => {
      const edge = graph.edge(transition.from, transition.to, String(index)) as { points: Point[] } & Placed
      return curve(edge.points, id) + label(transition, edge)
    }),
    ...states.map((state) => box(state, place(state.value))),
  ]
  return drawing({
    id,
    title: `${machine.title}：状态图`,
    description: statesInWords(machine).join(' '),
    width,
    height,
    content: content.join(''),
  })
}

function sizeOf({ value, title }: State): { width: number; height: number } {
  return { width: Math.max(96, widthOf(title, SIZE) + 30, widthOf(value, CODE) * 1.08 + 26), height: 48 }
}

function box({ value, title, final }: State, { x, y, width, height }: Placed): string {
  const rect = (inset: number, className: string): string =>
    element('rect', {
      class: className,
      x: x - width / 2 + inset,
      y: y - height / 2 + inset,
      width: width - inset * 2,
      height: height - inset * 2,
      rx: 9 - inset,
    })
  return [
    rect(0, final ? 'state final' : 'state'),
    final ? rect(3, 'ring') : '',
    textLines([title], { x, y: y - 3, lineHeight: LINE, className: 'state-name' }),
    textLines([value], { x, y: y + 14, lineHeight: LINE, className: 'state-value' }),
  ].join('')
}

function labelLines(text: string): string[] {
  return wrapEvenly(text, { size: LABEL, width: LABEL_WIDTH })
}

/** On a patch of the page's colour, so that the arrow does not cross it. */
function label({ text, operation }: Transition, { x, y }: Placed): string {
  const lines = labelLines(text)
  const width = Math.max(...lines.map((line) => widthOf(line, LABEL))) + 8
  const height = lines.length * LINE + 2
  return (
    element('rect', { class: 'patch', x: x - width / 2, y: y - height / 2, width, height, rx: 4 }) +
    textLines(lines, {
      x,
      y: y - height / 2 + 13,
      lineHeight: LINE,
      className: operation ? 'cause call' : 'cause',
    })
  )
}

/** A smooth line through the points: straight to the middle of each stretch, rounded at the points between. */
function curve(points: Point[], id: string): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (!first || !last) return ''
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${at(point)} ${at(end)}`
  })
  const path = bends.length > 0 ? `M${at(first)}${bends.join('')}` : `M${at(first)}L${at(last)}`
  return element('path', { class: 'arrow', d: path, 'marker-end': `url(#${id}-head)` })
}

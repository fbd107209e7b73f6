import { type ConsoleLevel, FRAME_LIMITS, type FromWorker, type Shown } from '../../../protocol/frames/index.ts'
import { show } from './show.ts'

type Post = (message: FromWorker) => void
type Write = (...values: unknown[]) => void

const RE_DIRECTIVE = /%[sdifoOjc%]/g
const LEVELS: [name: string, level: ConsoleLevel][] = [
  ['log', 'log'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
  ['debug', 'debug'],
  ['dir', 'log'],
  ['table', 'log'],
  ['trace', 'debug'],
  ['group', 'log'],
  ['groupCollapsed', 'log'],
]

/** A `console` that writes to the page. Beyond the limits of a run lines are counted, not sent. */
export function createConsole(post: Post): Record<string, Write> {
  const write = createWriter(post)
  const made = Object.fromEntries(LEVELS.map(([name, level]) => [name, (...values: unknown[]) => write(level, values)]))
  const started = new Map<string, number>()
  const counted = new Map<string, number>()
  return {
    ...made,
    assert: (holds, ...values) => {
      if (!holds) write('error', ['断言失败', ...values])
    },
    time: (label = 'default') => void started.set(String(label), performance.now()),
    timeEnd: (label = 'default') => {
      const from = started.get(String(label))
      if (from !== undefined) write('info', [`${label}: ${(performance.now() - from).toFixed(1)} ms`])
    },
    count: (label = 'default') => {
      const count = (counted.get(String(label)) ?? 0) + 1
      counted.set(String(label), count)
      write('info', [`${label}: ${count}`])
    },
    groupEnd: () => {},
    clear: () => {},
  }
}

function createWriter(post: Post): (level: ConsoleLevel, values: unknown[]) => void {
  let lines = 0
  let written = 0
  let dropped = 0
  return (level, values) => {
    if (lines >= FRAME_LIMITS.lines || written >= FRAME_LIMITS.output) {
      dropped++
      if (Number.isInteger(Math.log10(dropped))) post({ kind: 'dropped', count: dropped })
      return
    }
    const shown = show(format(values))
    lines++
    written += sizeOf(shown)
    post({ kind: 'console', level, values: shown })
  }
}

function sizeOf(values: Shown[]): number {
  return values.reduce((size, { text, entries = [] }) => {
    return size + text.length + entries.reduce((sum, [key, value]) => sum + key.length + sizeOf([value]), 16)
  }, 0)
}

/** `%s` and its like, as browsers and Node have them; `%c` styles nothing here. */
function format(values: unknown[]): unknown[] {
  const [first, ...rest] = values
  if (typeof first !== 'string' || !first.includes('%') || rest.length === 0) return values
  const text = first.replace(RE_DIRECTIVE, (directive) => {
    if (directive === '%%') return '%'
    if (rest.length === 0) return directive
    return substitute(directive, rest.shift())
  })
  return [text, ...rest]
}

function substitute(directive: string, value: unknown): string {
  if (directive === '%c') return ''
  if (directive === '%d' || directive === '%i') return String(Math.trunc(Number(value)))
  if (directive === '%f') return String(Number(value))
  if (directive === '%s' && (typeof value !== 'object' || value === null)) return String(value)
  return plain(value)
}

function plain(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  } catch {
    return '[object]'
  }
}

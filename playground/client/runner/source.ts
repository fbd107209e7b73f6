import type { Position, ToOriginal } from './source-map.ts'

/** JavaScript that runs, and where its lines are in what the reader wrote. */
export interface Program {
  code: string
  toOriginal: ToOriginal
}

/** A worker's script around a program, and how to find the program's lines in a stack of it. */
export interface WorkerSource {
  text: string
  /** The reader's position of one in the script; undefined outside the program. */
  locate: ToOriginal
}

const RE_FRAME = /^(.*?)\(?blob:[^\s)]*?:(\d+):(\d+)\)?$/

/** The program as the body of an async function, so that `await` and `return` work at its top; no `eval` is needed. */
export function buildWorkerSource(runtime: string, { code, toOriginal }: Program): WorkerSource {
  const before = `(function (program) {${runtime}\n__runtime.start(program)})(async function () {"use strict";\n`
  const first = before.split('\n').length
  const count = code.split('\n').length
  return {
    text: `${before}${code}\n});\n`,
    locate: ({ line, column }) => {
      const own = line - first + 1
      if (own < 1 || own > count + 1) return undefined
      return toOriginal({ line: Math.min(own, count), column })
    },
  }
}

export interface ReadableStack {
  /** The innermost place in the reader's own code. */
  place?: Position
  /** `at f (代码:3:14)` lines, runtime and libraries left out. */
  lines: string[]
}

/** A browser's stack, in terms of the reader's code. */
export function readStack(stack: string, locate: ToOriginal): ReadableStack {
  const places: { position: Position; label: string }[] = []
  for (const line of stack.split('\n')) {
    const [, head = '', row, column] = RE_FRAME.exec(line.trim()) ?? []
    const position = row ? locate({ line: Number(row), column: Number(column) }) : undefined
    if (position)
      places.push({
        position,
        label: head
          .replace(/^at\s+/, '')
          .replace(/@$/, '')
          .trim(),
      })
  }
  return {
    place: places[0]?.position,
    lines: places.map(
      ({ position: { line, column }, label }) => `at ${label ? `${label} ` : ''}(代码:${line}:${column})`,
    ),
  }
}

import type { ShikiTransformer } from 'shiki'
import type { Answer } from './answer.ts'
import { type CollectOptions, createEntries, problemsOf } from './entries.ts'
import { HoverError, type HoverProblem } from './problem.ts'
import { createSolver, type SolverOptions } from './solve.ts'
import { hoverTransformer } from './transformer.ts'
import { type Typings, toTypings } from './typings.ts'

export interface HoverOptions extends SolverOptions {
  /** The ambient typings of the whole site: one script file, or what gives the part of it that a block can name. */
  typings: string | Typings
}

export interface Hover {
  /** Notes the blocks of a page. Collecting a file again replaces it. */
  collect(file: string, markdown: string, options?: CollectOptions): void
  /** Drops what was collected of a page: its blocks have been rendered. */
  forget(file: string): void
  /** Answers everything collected so far; throws `HoverError` with all problems. */
  finish(): void
  errors(): HoverProblem[]
  /** The answer of one block, collected or not. */
  answer(code: string, lang: string): Answer
  setTypings(typings: string | Typings): void
  readonly transformers: ShikiTransformer[]
}

/** All `twoslash` blocks of a site, many to a TypeScript program; see index.ts for the whole protocol. */
export function createHover(options: HoverOptions): Hover {
  const entries = createEntries()
  const solver = createSolver(options)
  let typings = toTypings(options.typings)
  const solveOpen = () => {
    const open = entries.all().filter(({ answer }) => !answer)
    for (const own of new Set(open.map((entry) => entry.typings ?? typings)))
      solver.solve(
        open.filter((entry) => (entry.typings ?? typings) === own),
        own,
      )
  }

  const hover: Hover = {
    collect: entries.collect,
    forget: entries.forget,
    answer(code, lang) {
      const entry = entries.of(code, lang)
      if (!entry.answer) solveOpen()
      if (!entry.answer) throw new Error('a block was left unanswered')
      return entry.answer
    },
    errors() {
      solveOpen()
      return entries.all().flatMap(problemsOf)
    },
    finish() {
      const problems = hover.errors()
      if (problems.length > 0) throw new HoverError(problems)
    },
    setTypings(next) {
      if (next === typings) return
      typings = toTypings(next)
      for (const entry of entries.all()) if (!entry.typings) delete entry.answer
    },
    transformers: [],
  }
  hover.transformers.push(hoverTransformer(hover))
  return hover
}

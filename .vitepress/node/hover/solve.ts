import { answerBlock, type InfoMemo } from './answer.ts'
import { parseBlock } from './block.ts'
import { cacheKey, createAnswerCache } from './cache.ts'
import type { Entry } from './entries.ts'
import { createTypeProgram, programDigest, type TypeProgram } from './program.ts'
import { ALL, type Scope, type Typings } from './typings.ts'

/** Changes when the shape or meaning of a cached answer does. */
const ENGINE_VERSION = 2

/**
 * Blocks that share a program. The compiler looks through every module of a program for each new name it prints, so
 * the cost of a block grows with the number of blocks beside it; a program of its own for each would cost 0.1 s.
 */
const BATCH = 150

export interface SolverOptions {
  /** Folder whose node_modules holds axios and @types/node. */
  root: string
  /** Where answers are kept between builds; nothing is kept without it. */
  cacheDir?: string
  /** Also hovers on identifiers of the language's own library. */
  all?: boolean
}

/** Gives entries their answers, out of the cache or by asking the compiler. */
export interface Solver {
  /** Answers in the typings of each block's scope. What is wrong there is asked again in all of them, before it counts. */
  solve(open: Entry[], typings: Typings): void
}

interface Job {
  entry: Entry
  scope: Scope
  key: string
}

export function createSolver({ root, cacheDir, all = false }: SolverOptions): Solver {
  const cache = createAnswerCache(cacheDir)
  const digest = programDigest()
  let types: TypeProgram | undefined
  let serial = 0

  function answerAll(open: Entry[], typings: Typings, scopeOf: (entry: Entry) => Scope) {
    const jobs = open.flatMap((entry): Job[] => {
      const scope = scopeOf(entry)
      const key = cacheKey([ENGINE_VERSION, digest, typings.text(scope), all, entry.lang, entry.code])
      const kept = cache.read(key)
      if (kept) entry.answer = kept
      return kept ? [] : [{ entry, scope, key }]
    })
    for (let at = 0; at < jobs.length; at += BATCH) answerBatch(jobs.slice(at, at + BATCH), typings)
  }

  /** All at once: files in first, so that the program is made a single time, then the questions. */
  function answerBatch(batch: Job[], typings: Typings) {
    types ??= createTypeProgram(root)
    const program = types
    const scopes = batch.map(({ scope }) => scope)
    program.set(program.path('typings.d.ts'), typings.text(scopes.includes(ALL) ? ALL : [...new Set(scopes.flat())]))
    const jobs = batch.map(({ entry, key }) => ({ entry, key, ...place(entry, program, `b${serial++}`) }))
    const memo: InfoMemo = new Map()
    for (const { entry, key, block, paths } of jobs) {
      entry.answer = answerBlock(program, block, { paths, all, memo })
      cache.write(key, entry.answer)
    }
    for (const { paths } of jobs) for (const path of paths) program.remove(path)
  }

  return {
    solve(open, typings) {
      answerAll(open, typings, ({ code }) => typings.scope(code))
      const faulty = ({ code, answer }: Entry) => (answer?.errors.length ?? 0) > 0 && typings.scope(code) !== ALL
      answerAll(open.filter(faulty), typings, () => ALL)
    },
  }
}

/** Puts a block's files into a folder of the program. */
function place({ code, lang }: Entry, program: TypeProgram, folder: string) {
  const block = parseBlock(code, lang)
  const paths = block.files.map((file) => program.path(`${folder}/${file.name.replace(/^(?:\.?\/)+/, '')}`))
  for (const [index, file] of block.files.entries())
    program.set(paths[index] ?? '', block.text.slice(file.start, file.end))
  return { block, paths }
}

import type { ShikiTransformer } from 'shiki'
import { type Answer, answerBlock, type InfoMemo } from './answer.ts'
import { parseBlock } from './block.ts'
import { cacheKey, createAnswerCache } from './cache.ts'
import { findFences } from './fences.ts'
import { HoverError, type HoverProblem } from './problem.ts'
import { createTypeProgram, programDigest, type TypeProgram } from './program.ts'
import { hoverTransformer } from './transformer.ts'
import { ALL, type Scope, type Typings, toTypings } from './typings.ts'

/** Changes when the shape or meaning of a cached answer does. */
const ENGINE_VERSION = 2

/**
 * Blocks that share a program. The compiler looks through every module of a program for each new name it prints, so
 * the cost of a block grows with the number of blocks beside it; a program of its own for each would cost 0.1 s.
 */
const BATCH = 150

export interface HoverOptions {
  /** Folder whose node_modules holds axios and @types/node. */
  root: string
  /** The ambient typings of the whole site: one script file, or what gives the part of it that a block can name. */
  typings: string | Typings
  /** Where answers are kept between builds; nothing is kept without it. */
  cacheDir?: string
  /** Also hovers on identifiers of the language's own library. */
  all?: boolean
}

interface Entry {
  lang: string
  code: string
  places: { file: string; line: number; source?: string }[]
  answer?: Answer
}

export interface Hover {
  /** Notes the blocks of a page. `source` is the catalog file of a generated page, for messages. Collecting a file again replaces it. */
  collect(file: string, markdown: string, options?: { source?: string }): void
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
  const entries = new Map<string, Entry>()
  const cache = createAnswerCache(options.cacheDir)
  const digest = programDigest()
  const all = options.all ?? false
  let typings = toTypings(options.typings)
  let types: TypeProgram | undefined
  let serial = 0

  function entryOf(code: string, lang: string): Entry {
    const key = `${lang}\n${code}`
    const known = entries.get(key)
    if (known) return known
    const entry: Entry = { lang, code, places: [] }
    entries.set(key, entry)
    return entry
  }

  /** Answers in the typings of each block's scope. What is wrong there is asked again in all of them, before it counts. */
  function solve(open: Entry[]) {
    answerAll(open, ({ code }) => typings.scope(code))
    answerAll(
      open.filter(({ code, answer }) => (answer?.errors.length ?? 0) > 0 && typings.scope(code) !== ALL),
      () => ALL,
    )
  }

  function answerAll(open: Entry[], scopeOf: (entry: Entry) => Scope) {
    const jobs = open.flatMap((entry) => {
      const scope = scopeOf(entry)
      const key = cacheKey([ENGINE_VERSION, digest, typings.text(scope), all, entry.lang, entry.code])
      const kept = cache.read(key)
      if (kept) entry.answer = kept
      return kept ? [] : [{ entry, scope, key }]
    })
    for (let at = 0; at < jobs.length; at += BATCH) answerBatch(jobs.slice(at, at + BATCH))
  }

  /** All at once: files in first, so that the program is made a single time, then the questions. */
  function answerBatch(batch: { entry: Entry; scope: Scope; key: string }[]) {
    types ??= createTypeProgram(options.root)
    const program = types
    const scopes = batch.map(({ scope }) => scope)
    program.set(program.path('typings.d.ts'), typings.text(scopes.includes(ALL) ? ALL : [...new Set(scopes.flat())]))
    const jobs = batch.map(({ entry, key }) => {
      const block = parseBlock(entry.code, entry.lang)
      const folder = `b${serial++}`
      const paths = block.files.map((file) => program.path(`${folder}/${file.name.replace(/^(?:\.?\/)+/, '')}`))
      for (const [index, file] of block.files.entries())
        program.set(paths[index] ?? '', block.text.slice(file.start, file.end))
      return { entry, key, block, paths }
    })
    const memo: InfoMemo = new Map()
    for (const { entry, key, block, paths } of jobs) {
      entry.answer = answerBlock(program, block, { paths, all, memo })
      cache.write(key, entry.answer)
    }
    for (const { paths } of jobs) for (const path of paths) program.remove(path)
  }

  function solveOpen() {
    solve([...entries.values()].filter((entry) => !entry.answer))
  }

  function forget(file: string) {
    for (const [key, entry] of entries) {
      const places = entry.places.filter((place) => place.file !== file)
      if (places.length === entry.places.length) continue
      entry.places = places
      if (places.length === 0) entries.delete(key)
    }
  }

  const hover: Hover = {
    collect(file, markdown, { source } = {}) {
      forget(file)
      for (const { lang, code, line } of findFences(markdown)) {
        entryOf(code, lang).places.push({ file, line, ...(source === undefined ? {} : { source }) })
      }
    },
    forget,
    answer(code, lang) {
      const entry = entryOf(code, lang)
      if (!entry.answer) solveOpen()
      if (!entry.answer) throw new Error('a block was left unanswered')
      return entry.answer
    },
    errors() {
      solveOpen()
      return [...entries.values()].flatMap(({ answer, places, code }) =>
        (answer?.errors ?? []).flatMap((error) => {
          const known = places.length > 0 ? places : [{ file: `(block not collected) ${code.slice(0, 60)}`, line: 1 }]
          return known.map(
            (place): HoverProblem => ({
              ...place,
              code: error.code,
              message: error.message,
              column: error.column,
              line: place.line + error.line - 1,
            }),
          )
        }),
      )
    },
    finish() {
      const problems = hover.errors()
      if (problems.length > 0) throw new HoverError(problems)
    },
    setTypings(next) {
      if (next === typings) return
      typings = toTypings(next)
      for (const entry of entries.values()) delete entry.answer
    },
    transformers: [],
  }
  hover.transformers.push(hoverTransformer(hover))
  return hover
}

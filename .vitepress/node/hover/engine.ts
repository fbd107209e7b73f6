import type { ShikiTransformer } from 'shiki'
import { type Answer, answerBlock, type InfoMemo } from './answer.ts'
import { parseBlock } from './block.ts'
import { cacheKey, createAnswerCache } from './cache.ts'
import { findFences } from './fences.ts'
import { HoverError, type HoverProblem } from './problem.ts'
import { createTypeProgram, programDigest, type TypeProgram } from './program.ts'
import { hoverTransformer } from './transformer.ts'

/** Changes when the shape or meaning of a cached answer does. */
const ENGINE_VERSION = 1

export interface HoverOptions {
  /** Folder whose node_modules holds axios and @types/node. */
  root: string
  /** The ambient typings of the whole site, one script file. */
  typings: string
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
  /** Answers everything collected so far; throws `HoverError` with all problems. */
  finish(): void
  errors(): HoverProblem[]
  /** The answer of one block, collected or not. */
  answer(code: string, lang: string): Answer
  setTypings(typings: string): void
  readonly transformers: ShikiTransformer[]
}

/** All `twoslash` blocks of a site in one TypeScript program; see index.ts for the whole protocol. */
export function createHover(options: HoverOptions): Hover {
  const entries = new Map<string, Entry>()
  const cache = createAnswerCache(options.cacheDir)
  const digest = programDigest()
  let typings = options.typings
  let typingsDigest = cacheKey([typings])
  let types: TypeProgram | undefined
  let serial = 0

  const keyOf = ({ lang, code }: Entry) =>
    cacheKey([ENGINE_VERSION, digest, typingsDigest, options.all ?? false, lang, code])

  function entryOf(code: string, lang: string): Entry {
    const key = `${lang}\n${code}`
    const known = entries.get(key)
    if (known) return known
    const entry: Entry = { lang, code, places: [] }
    entries.set(key, entry)
    return entry
  }

  /** All at once: files in first, so that the program is made a single time, then the questions. */
  function solve(open: Entry[]) {
    const missing = open.filter((entry) => {
      const kept = cache.read(keyOf(entry))
      if (kept) entry.answer = kept
      return !kept
    })
    if (missing.length === 0) return
    types ??= createTypeProgram(options.root)
    const program = types
    program.set(program.path('typings.d.ts'), typings)
    const jobs = missing.map((entry) => {
      const block = parseBlock(entry.code, entry.lang)
      const folder = `b${serial++}`
      const paths = block.files.map((file) => program.path(`${folder}/${file.name.replace(/^(?:\.?\/)+/, '')}`))
      for (const [index, file] of block.files.entries())
        program.set(paths[index] ?? '', block.text.slice(file.start, file.end))
      return { entry, block, paths }
    })
    const memo: InfoMemo = new Map()
    for (const { entry, block, paths } of jobs) {
      entry.answer = answerBlock(program, block, { paths, all: options.all ?? false, memo })
      cache.write(keyOf(entry), entry.answer)
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
      typings = next
      typingsDigest = cacheKey([next])
      for (const entry of entries.values()) delete entry.answer
    },
    transformers: [],
  }
  hover.transformers.push(hoverTransformer(hover))
  return hover
}

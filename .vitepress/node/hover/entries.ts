import type { Answer } from './answer.ts'
import { findFences } from './fences.ts'
import type { HoverProblem } from './problem.ts'
import type { Typings } from './typings.ts'

export interface CollectOptions {
  /** The catalog file of a generated page, for messages. */
  source?: string
  /** In which its blocks are answered, if not in those of the site. */
  typings?: Typings
}

/** One block, wherever it stands, and its answer once there is one. */
export interface Entry {
  lang: string
  code: string
  places: { file: string; line: number; source?: string }[]
  /** In which it is answered, if not in those of the site. */
  typings?: Typings
  answer?: Answer
}

/** The blocks of a site, each once however often it stands there. */
export interface Entries {
  /** The block, noted if it is new. */
  of(code: string, lang: string): Entry
  /** Notes the blocks of a page in the place of those that it had. */
  collect(file: string, markdown: string, options?: CollectOptions): void
  /** Drops what was collected of a page. */
  forget(file: string): void
  all(): Entry[]
}

export function createEntries(): Entries {
  const entries = new Map<string, Entry>()

  function of(code: string, lang: string): Entry {
    const key = `${lang}\n${code}`
    const known = entries.get(key)
    if (known) return known
    const entry: Entry = { lang, code, places: [] }
    entries.set(key, entry)
    return entry
  }

  function forget(file: string) {
    for (const [key, entry] of entries) {
      const places = entry.places.filter((place) => place.file !== file)
      if (places.length === entry.places.length) continue
      entry.places = places
      if (places.length === 0) entries.delete(key)
    }
  }

  return {
    of,
    forget,
    collect(file, markdown, { source, typings } = {}) {
      forget(file)
      for (const { lang, code, line } of findFences(markdown)) {
        const entry = of(code, lang)
        entry.places.push({ file, line, ...(source === undefined ? {} : { source }) })
        if (!typings || entry.typings === typings) continue
        entry.typings = typings
        delete entry.answer
      }
    },
    all: () => [...entries.values()],
  }
}

/** What is wrong in a block, at each of its places. */
export function problemsOf({ answer, places, code }: Entry): HoverProblem[] {
  const known = places.length > 0 ? places : [{ file: `(block not collected) ${code.slice(0, 60)}`, line: 1 }]
  return (answer?.errors ?? []).flatMap(({ code, message, column, line }) =>
    known.map((place): HoverProblem => ({ ...place, code, message, column, line: place.line + line - 1 })),
  )
}

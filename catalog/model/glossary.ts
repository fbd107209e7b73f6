import { type Glossary, GlossarySchema, type Sense } from './file-schema.ts'
import { type Located, sourceAt } from './located.ts'
import type { Report } from './problem.ts'
import { validate } from './validate.ts'

/** Where a field stands, as far as its meaning depends on it. */
export interface SensePlace {
  /** Name of the field that holds it; absent at the top of a body, for parameters and in shared headers. */
  parent?: string | undefined
  /** Titles of all trails of the operation or notification. */
  products: ReadonlySet<string>
}

export interface GlossaryReader {
  /** What the glossary says of a field of this name at this place; notes that the sense was used. */
  senseOf(name: string, place: SensePlace): Sense | undefined
  /** Reports the names and senses that fit no field. Call it when every field was asked for. */
  reportUnused(): void
}

interface Entry {
  senses: Sense[]
  used: Set<Sense>
  sourceOf(sense: number): Located['source']
}

/** Reads `glossary/<first letter>.yaml`: field name → sense, or the list of its senses. */
export function readGlossary(files: [file: string, node: Located][], report: Report): GlossaryReader {
  const entries = new Map<string, Entry>()
  for (const [file, node] of files) {
    const valid = validate(GlossarySchema, node, report)
    for (const [name, senses] of Object.entries(valid?.value ?? {})) {
      const at = valid?.node ?? node
      checkFile(name, { file, report, source: sourceAt(at, [name]) })
      entries.set(
        name,
        toEntry(senses, (index) => sourceAt(at, Array.isArray(senses) ? [name, index] : [name])),
      )
    }
  }
  return {
    senseOf(name, place) {
      const entry = entries.get(name)
      const sense = entry && bestSense(entry.senses, place)
      if (sense) entry.used.add(sense)
      return sense
    },
    reportUnused() {
      for (const [name, entry] of entries) reportUnused(name, entry, report)
    },
  }
}

function toEntry(senses: Glossary[string], sourceOf: Entry['sourceOf']): Entry {
  return { senses: Array.isArray(senses) ? senses : [senses], used: new Set(), sourceOf }
}

function reportUnused(name: string, { senses, used, sourceOf }: Entry, report: Report): void {
  senses.forEach((sense, index) => {
    if (used.has(sense)) return
    if (used.size === 0) report(sourceOf(index), `no field is called "${name}"`, 'Drop the line, or correct the name.')
    else
      report(
        sourceOf(index),
        `no field takes the sense "${sense.term}" of "${name}"`,
        'Correct its under or products, or drop it: another sense fits first, or none is there.',
      )
  })
}

/** The one that fits most narrowly: the parent counts more than the product; of two equals the first. */
function bestSense(senses: Sense[], { parent, products }: SensePlace): Sense | undefined {
  let best: Sense | undefined
  let bestRank = -1
  for (const sense of senses) {
    const { under, products: titles } = sense
    if (under && (parent === undefined || !under.includes(parent))) continue
    if (titles && !titles.some((title) => products.has(title))) continue
    const rank = (under ? 2 : 0) + (titles ? 1 : 0)
    if (rank > bestRank) [best, bestRank] = [sense, rank]
  }
  return best
}

function checkFile(
  name: string,
  { file, source, report }: { file: string; source: Located['source']; report: Report },
): void {
  const wanted = glossaryFileOf(name)
  if (file !== wanted) report(source, `"${name}" does not belong in ${file}`, `Move the line to ${wanted}.`)
}

/** `Wechatpay-Serial` → `glossary/w.yaml`, `_input_charset` → `glossary/i.yaml`. */
export function glossaryFileOf(name: string): string {
  return `glossary/${/[a-z]/i.exec(name)?.[0].toLowerCase() ?? '0'}.yaml`
}

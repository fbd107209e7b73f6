import type { OperationEntry } from '../data.ts'

/** An entry with what is searched of it, lower case, made once. */
export interface Searchable {
  entry: OperationEntry
  title: string
  text: string
}

export function toSearchable(entry: OperationEntry): Searchable {
  return {
    entry,
    title: entry.title.toLowerCase(),
    text: `${entry.title} ${entry.id} ${entry.chain}`.toLowerCase(),
  }
}

/**
 * The entries that hold every word of the query, in their title, path or chain; those whose title begins with it or
 * whose path ends with it come first, the others stay in order.
 */
export function findOperations(all: readonly Searchable[], query: string): OperationEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter(({ text }) => words.every((word) => text.includes(word)))
  if (words.length === 0) return found.map(({ entry }) => entry)
  const whole = words.join(' ')
  const isNear = ({ title, entry }: Searchable): boolean => title.startsWith(whole) || entry.id.endsWith(whole)
  return [...found.filter(isNear), ...found.filter((one) => !isNear(one))].map(({ entry }) => entry)
}

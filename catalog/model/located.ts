import type { Json, Source } from './types.ts'

/** A YAML value that still knows where each part of it was written. `source` of a map entry is the line of its key. */
export type Located = LocatedScalar | LocatedList | LocatedMap

export interface LocatedScalar {
  kind: 'scalar'
  source: Source
  value: null | boolean | number | string
}

export interface LocatedList {
  kind: 'list'
  source: Source
  items: Located[]
}

export interface LocatedMap {
  kind: 'map'
  source: Source
  entries: Map<string, LocatedEntry>
  /** A part is missing because its `$ref` leads nowhere; that is reported already. */
  broken?: boolean
}

export interface LocatedEntry {
  key: Source
  node: Located
}

/** The value without its positions. */
export function toJson(node: Located): Json {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toJson)
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry.node)]))
}

export function childOf(node: Located | undefined, key: string | number): Located | undefined {
  if (node?.kind === 'list') return node.items[Number(key)]
  if (node?.kind === 'map') return node.entries.get(String(key))?.node
  return undefined
}

/** Where the value at `path` is written, or the nearest thing above it that exists. */
export function sourceAt(node: Located, path: readonly (string | number)[]): Source {
  let source = node.source
  let current: Located | undefined = node
  for (const key of path) {
    const entry: LocatedEntry | undefined = current?.kind === 'map' ? current.entries.get(String(key)) : undefined
    current = childOf(current, key)
    if (!current) return source
    source = entry?.key ?? current.source
  }
  return source
}

/** Whether something on the way to `path` could not be read, so that what is wrong there is only a consequence. */
export function isBroken(node: Located, path: readonly (string | number)[]): boolean {
  let current: Located | undefined = node
  for (const key of path) {
    if (current?.kind === 'map' && current.broken) return true
    current = childOf(current, key)
  }
  return current?.kind === 'map' && current.broken === true
}

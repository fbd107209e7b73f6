import { childOf, type Located, type LocatedMap, sourceAt } from './located.ts'
import type { Report } from './problem.ts'
import type { Source } from './types.ts'

export interface Resolver {
  /** `node` with every `$ref` replaced by what it points to; keys beside a `$ref` win over the target's. */
  resolve(node: Located): Located
  /** The files that a `$ref` has led to so far. */
  used: ReadonlySet<string>
}

/**
 * Follows `$ref: ../schemas/transaction.yaml#/properties/amount`: a file relative to the referring one, then an optional
 * JSON pointer (RFC 6901). Reports what does not exist and what refers to itself.
 */
export function createResolver(files: ReadonlyMap<string, Located>, report: Report): Resolver {
  const done = new Map<string, Located>()
  const used = new Set<string>()

  function follow(node: LocatedMap, stack: readonly string[]): Located {
    const source = sourceAt(node, ['$ref'])
    const target = childOf(node, '$ref')
    if (target?.kind !== 'scalar' || typeof target.value !== 'string') {
      report(source, '$ref must be text', "Write the file's relative path, with #/json/pointer if it is a part of it.")
      return broken(node)
    }
    const address = resolveAddress(source.file, target.value)
    const key = `${address.file}#${address.pointer.join('/')}`
    if (stack.includes(key)) {
      report(
        source,
        `$ref goes in a circle: ${[...stack.slice(stack.indexOf(key)), key].join(' → ')}`,
        'Break the circle.',
      )
      return broken(node)
    }
    const found = locate(address, source)
    if (!found) return broken(node)
    const resolved = done.get(key) ?? walk(found, [...stack, key])
    done.set(key, resolved)
    return merge(resolved, walk(beside(node), stack))
  }

  function locate(address: Address, source: Source): Located | undefined {
    const file = files.get(address.file)
    used.add(address.file)
    if (!file) {
      report(source, `$ref to "${address.file}", which does not exist`, hintForFile(address.file, [...files.keys()]))
      return undefined
    }
    const found = address.pointer.reduce<Located | undefined>(childOf, file)
    if (!found)
      report(source, `"${address.file}" has nothing at #/${address.pointer.join('/')}`, 'Correct the pointer.')
    return found
  }

  function walk(node: Located, stack: readonly string[]): Located {
    if (node.kind === 'scalar' || !refers(node)) return node
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => walk(item, stack)) }
    if (node.entries.has('$ref')) return follow(node, stack)
    const entries = [...node.entries].map(([key, entry]) => [key, { ...entry, node: walk(entry.node, stack) }] as const)
    return { ...node, entries: new Map(entries) }
  }

  return { resolve: (node) => walk(node, []), used }
}

/** Whether a `$ref` stands anywhere in it; most parts are without, and are taken as they are. */
function refers(node: Located): boolean {
  if (node.kind === 'scalar') return false
  if (node.kind === 'list') return node.items.some(refers)
  if (node.entries.has('$ref')) return true
  for (const entry of node.entries.values()) if (refers(entry.node)) return true
  return false
}

interface Address {
  file: string
  pointer: string[]
}

function resolveAddress(from: string, reference: string): Address {
  const [path = '', fragment = ''] = reference.split('#')
  const pointer = fragment.split('/').slice(1)
  const parts = path === '' ? from.split('/') : [...from.split('/').slice(0, -1), ...path.split('/')]
  return { file: normalise(parts), pointer: pointer.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')) }
}

function normalise(parts: string[]): string {
  const kept: string[] = []
  for (const part of parts) {
    if (part === '..') kept.pop()
    else if (part !== '.' && part !== '') kept.push(part)
  }
  return kept.join('/')
}

function hintForFile(file: string, known: string[]): string {
  const base = file.split('/').at(-1)
  const same = known.find((candidate) => candidate.endsWith(`/${base}`))
  return same ? `Did you mean "${same}"? Count the "../".` : 'The path is relative to the file that refers.'
}

/** Everything but the reference itself. */
function beside(node: LocatedMap): LocatedMap {
  return { ...node, entries: new Map([...node.entries].filter(([name]) => name !== '$ref')) }
}

function broken(node: LocatedMap): LocatedMap {
  return { ...beside(node), broken: true }
}

/** What stands beside a `$ref` applies together with its target (JSON Schema 2020-12); where both say something, it wins. */
function merge(target: Located, own: Located): Located {
  if (own.kind !== 'map' || target.kind !== 'map') return own
  if (own.entries.size === 0) return target
  const entries = new Map(target.entries)
  for (const [name, entry] of own.entries) {
    const inherited = target.entries.get(name)
    entries.set(name, inherited ? { ...entry, node: merge(inherited.node, entry.node) } : entry)
  }
  return { ...target, source: own.source, entries }
}

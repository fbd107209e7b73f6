import { childOf, type Located, type LocatedMap, sourceAt } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'
import { resourceOf } from './read-sandbox.ts'

/** Maps whose entries an operation adds to or replaces one by one; everything else of a shared rule is replaced whole. */
const MERGED = ['set', 'again', 'reply', 'item', 'where', 'guards', 'refused', 'refs']
/** Actions that keep nothing. */
const WITHOUT_RESOURCE = ['echo', 'fail', 'upload', 'certificates', 'public-key']
/** Each of its entries is merged key by key in turn. */
const MERGED_TWICE = ['refs']

export interface RuleExpander {
  /** The path item with shared rules in their places. */
  expand(item: Located): Located
  /** To be called after every path item was expanded. */
  reportUnused(): void
}

/**
 * Puts shared rules in the place of `use: <resource>/<name>`: the part `rules.<name>` of the resource's file with the
 * operation's own keys over it. Every part keeps the place where it was written, so that a problem is told there.
 */
export function createRuleExpander(files: [string, Located][], report: Report): RuleExpander {
  const rules = new Map(
    files.flatMap(([file, node]) => {
      const shared = childOf(node, 'rules')
      if (shared?.kind !== 'map') return []
      const resource = resourceOf(file)
      return [...shared.entries].map(([name, entry]) => [`${resource}/${name}`, withResource(entry.node, resource)])
    }) as [string, Located][],
  )
  const used = new Set<string>()
  const expand = (rule: Located, above: string[]): Located => {
    const use = childOf(rule, 'use')
    if (rule.kind !== 'map' || !use) return rule
    const name = use.kind === 'scalar' ? String(use.value) : ''
    const base = above.includes(name) ? undefined : rules.get(name)
    if (!base) {
      report(
        sourceAt(rule, ['use']),
        `x-sandbox uses "${name}", which is no rule of resources/`,
        hintForName(name, [...rules.keys()]),
      )
      return { ...rule, broken: true }
    }
    used.add(name)
    return mergeMaps(expand(base, [...above, name]), without(rule, 'use'), MERGED)
  }
  return {
    expand: (item) => inOperations(item, (rule) => expand(rule, [])),
    reportUnused() {
      for (const [name, rule] of rules) {
        if (used.has(name)) continue
        report(sourceAt(rule, []), `no operation uses the rule "${name}"`, 'Use it in an x-sandbox, or delete it.')
      }
    },
  }
}

/** The path item with the `x-sandbox` of each of its verbs replaced. */
function inOperations(item: Located, replace: (rule: Located) => Located): Located {
  if (item.kind !== 'map') return item
  const entries = [...item.entries].map(([method, entry]): [string, typeof entry] => {
    const rule = childOf(entry.node, 'x-sandbox')
    if (entry.node.kind !== 'map' || rule?.kind !== 'map' || !rule.entries.has('use')) return [method, entry]
    return [method, { ...entry, node: withEntry(entry.node, 'x-sandbox', replace(rule)) }]
  })
  return { ...item, entries: new Map(entries) }
}

function mergeMaps(base: Located, own: Located, merged: string[]): Located {
  if (base.kind !== 'map' || own.kind !== 'map') return own
  const entries = new Map(base.entries)
  for (const [key, entry] of own.entries) {
    const below = entries.get(key)
    const node = below && merged.includes(key) ? mergeEntries(below.node, entry.node, key) : entry.node
    entries.set(key, { ...entry, node })
  }
  const broken = base.broken || own.broken
  return { ...own, entries, ...(broken && { broken }) }
}

function mergeEntries(base: Located, own: Located, key: string): Located {
  if (base.kind !== 'map' || own.kind !== 'map') return own
  const names = [...own.entries.keys()].filter((name) => base.entries.has(name))
  const twice = MERGED_TWICE.includes(key) ? names : []
  const entries = new Map([...base.entries, ...own.entries])
  for (const name of twice) {
    const [below, entry] = [base.entries.get(name), own.entries.get(name)]
    if (below && entry) entries.set(name, { ...entry, node: mergeMaps(below.node, entry.node, []) })
  }
  return { ...own, entries }
}

function withResource(rule: Located, resource: string): Located {
  if (rule.kind !== 'map' || rule.entries.has('resource') || rule.entries.has('use')) return rule
  const action = childOf(rule, 'action')
  if (action?.kind === 'scalar' && WITHOUT_RESOURCE.includes(String(action.value))) return rule
  return withEntry(rule, 'resource', { kind: 'scalar', source: rule.source, value: resource })
}

function withEntry(node: LocatedMap, name: string, child: Located): LocatedMap {
  const key = node.entries.get(name)?.key ?? node.source
  return { ...node, entries: new Map(node.entries).set(name, { key, node: child }) }
}

function without(node: LocatedMap, name: string): LocatedMap {
  const entries = new Map(node.entries)
  entries.delete(name)
  return { ...node, entries }
}

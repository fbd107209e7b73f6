import type { Route } from '../../catalog/derive/behaviour/index.ts'
import type { Refuse } from './refusal.ts'

export interface Matched {
  /** The operation's. */
  id: string
  /** Decoded values of the path's parameters. */
  path: Record<string, string>
}

interface Branch {
  literals: Map<string, Branch>
  /** Parameters at this place, in the catalog's order; more than one name may stand here. */
  parameter?: Branch
  /** By upper-case method. */
  routes: Map<string, Route>
}

/** A segment that could be read as part of another path is no parameter. */
const RE_HOSTILE = /^\.{1,2}$|[/\\\p{Cc}]/u

export type Match = (method: string, path: string, refuse: Refuse) => Matched

/** Finds operations by method and raw path, segment by segment: the cost does not grow with the catalog. */
export function createMatch(routes: readonly Route[]): Match {
  const root = createBranch()
  for (const route of routes) plant(root, route, route.segments)
  for (const route of routes) if (route.alias) plant(root, route, route.alias)

  return (method, path, refuse) => {
    const segments = path.slice(1).split('/')
    const branch = path.startsWith('/') ? walk(root, segments, 0) : undefined
    if (!branch) throw refuse('path-unknown')
    const route = branch.routes.get(method)
    if (!route) throw refuse('method-wrong')
    // through its alias, too, a path has its parameters where the braces stand
    const values = new Map<string, string>()
    for (const [at, name] of route.segments.entries()) {
      if (isParameter(name)) values.set(name.slice(1, -1), decode(segments[at] ?? '') ?? '')
    }
    return { id: route.id, path: Object.fromEntries(values) }
  }
}

function createBranch(): Branch {
  return { literals: new Map(), routes: new Map() }
}

/** Of two operations with one address the first stays: a literal alias tells them apart. */
function plant(root: Branch, route: Route, segments: string[]): void {
  let branch = root
  for (const segment of segments) {
    let next = isParameter(segment) ? branch.parameter : branch.literals.get(segment)
    if (!next) {
      next = createBranch()
      if (isParameter(segment)) branch.parameter = next
      else branch.literals.set(segment, next)
    }
    branch = next
  }
  const method = route.method.toUpperCase()
  if (!branch.routes.has(method)) branch.routes.set(method, route)
}

/** The branch that the segments from `at` on lead to. */
function walk(branch: Branch, segments: string[], at: number): Branch | undefined {
  const segment = segments[at]
  if (segment === undefined) return branch.routes.size > 0 ? branch : undefined
  const literal = branch.literals.get(segment)
  const found = literal && walk(literal, segments, at + 1)
  if (found || !branch.parameter || decode(segment) === undefined) return found
  return walk(branch.parameter, segments, at + 1)
}

function decode(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment)
    return value === '' || RE_HOSTILE.test(value) ? undefined : value
  } catch {
    return undefined
  }
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}')
}

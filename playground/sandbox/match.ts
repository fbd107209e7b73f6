import type { Behaviour, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import type { Refuse } from './refusal.ts'

export interface Matched {
  operation: OperationBehaviour
  /** Decoded values of the path's parameters. */
  path: Record<string, string>
}

interface Branch {
  literals: Map<string, Branch>
  /** Parameters at this place, in the catalog's order; more than one name may stand here. */
  parameter?: Branch
  /** By upper-case method. */
  operations: Map<string, OperationBehaviour>
}

/** A segment that could be read as part of another path is no parameter. */
const RE_HOSTILE = /^\.{1,2}$|[/\\\p{Cc}]/u

export type Match = (method: string, path: string, refuse: Refuse) => Matched

/** Finds operations by method and raw path, segment by segment: the cost does not grow with the catalog. */
export function createMatch({ operations }: Behaviour): Match {
  const root = createBranch()
  for (const operation of operations) plant(root, operation)

  return (method, path, refuse) => {
    const values: string[] = []
    const branch = path.startsWith('/') ? walk(root, path.slice(1).split('/'), values) : undefined
    if (!branch) throw refuse('path-unknown')
    const operation = branch.operations.get(method)
    if (!operation) throw refuse('method-wrong')
    const names = operation.segments.filter(isParameter).map((segment) => segment.slice(1, -1))
    return { operation, path: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])) }
  }
}

function createBranch(): Branch {
  return { literals: new Map(), operations: new Map() }
}

function plant(root: Branch, operation: OperationBehaviour): void {
  let branch = root
  for (const segment of operation.segments) {
    let next = isParameter(segment) ? branch.parameter : branch.literals.get(segment)
    if (!next) {
      next = createBranch()
      if (isParameter(segment)) branch.parameter = next
      else branch.literals.set(segment, next)
    }
    branch = next
  }
  branch.operations.set(operation.method.toUpperCase(), operation)
}

function walk(branch: Branch, segments: string[], values: string[]): Branch | undefined {
  const [segment, ...rest] = segments
  if (segment === undefined) return branch.operations.size > 0 ? branch : undefined
  const literal = branch.literals.get(segment)
  const found = literal && walk(literal, rest, values)
  if (found || !branch.parameter) return found
  const value = decode(segment)
  if (value === undefined) return undefined
  values.push(value)
  const deeper = walk(branch.parameter, rest, values)
  if (!deeper) values.pop()
  return deeper
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

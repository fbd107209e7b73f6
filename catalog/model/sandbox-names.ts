import { parseFormula, pathsOf } from './formula.ts'
import { hintForName } from './nearest.ts'
import type { Expression } from './sandbox-expression.ts'
import type { Catalog, ResourceRule } from './types.ts'

export type Path = (string | number)[]
type Say = (path: Path, message: string, hint: string) => void

interface Spot {
  resource: string
  at: Path
}

/** The parts of a resource that others name. */
const PARTS = { transitions: 'transition', pages: 'page', controls: 'control' } as const

/** Checks single names and says what is wrong with them. */
export interface Names {
  scope(roots: readonly string[], objects: Record<string, string>): Scope
  resource(name: string, at: Path): void
  webhook(name: string, at: Path): void
  operation(id: string | undefined, at: Path): void
  part(kind: keyof typeof PARTS, name: string | undefined, spot: Spot): void
  pot(name: string | undefined, spot: Spot): void
  known(what: string, name: string | undefined, options: { known: string[]; of: string; at: Path }): void
}

/** What formulas, expressions and steps may name at one place. */
export interface Scope {
  names: Names
  /** The resource of an object that has this name, or of the objects of a list. */
  resourceOf(name: string): string | undefined
  /** The same with another name, which must be new; `''` for what is no object. */
  bind(name: string, resource: string, at: Path): Scope
  /** The same with a name that may hide another. */
  with(name: string, resource: string): Scope
  formula(text: string, at: Path): void
  expression(expression: Expression, at: Path): void
  /** A path's first name, and the pot if it leads to `money`. */
  path(names: string[], at: Path): void
}

/** What was named so far, to find what never is. */
export interface Named {
  resources: Set<string>
  /** `<resource> <transition>` */
  transitions: Set<string>
}

interface CatalogNames {
  /** The checks of one operation or file, whose problems go to `say`. */
  namesFor(say: Say): Names
  named: Named
}

/** The names of one catalog. */
export function createNames(catalog: Catalog): CatalogNames {
  const webhooks = catalog.webhooks.map(({ id }) => id)
  const operations = catalog.operations.map(({ id }) => id)
  const resources = knownResources(catalog)
  const named: Named = { resources: new Set(), transitions: new Set() }
  return { named, namesFor: (say) => namesOf(catalog, { webhooks, operations, resources, named, say }) }
}

interface Known extends Record<'webhooks' | 'operations' | 'resources', string[]> {
  named: Named
  say: Say
}

function namesOf(catalog: Catalog, { webhooks, operations, resources, named, say }: Known): Names {
  const ruleOf = (resource: string): ResourceRule =>
    Object.hasOwn(catalog.resources, resource) ? (catalog.resources[resource] ?? {}) : {}
  const names: Names = {
    scope: (roots, objects) =>
      createScope(new Map([...roots.map((root): [string, string] => [root, '']), ...Object.entries(objects)]), {
        names,
        say,
      }),
    resource(name, at) {
      named.resources.add(name)
      if (resources.includes(name)) return
      say(at, `x-sandbox names the resource "${name}", which nothing creates`, hintForName(name, resources))
    },
    webhook(name, at) {
      if (!webhooks.includes(name)) say(at, `notify names "${name}", which is no webhook`, hintForName(name, webhooks))
    },
    operation(id, at) {
      if (id === undefined || operations.includes(id)) return
      say(at, `notify takes the plaintext of "${id}", which is no operation`, hintForName(id, operations))
    },
    part(kind, name, { resource, at }) {
      if (kind === 'transitions') named.transitions.add(`${resource} ${name}`)
      names.known(PARTS[kind], name, { known: Object.keys(ruleOf(resource)[kind] ?? {}), of: resource, at })
    },
    pot(name, { resource, at }) {
      names.known('pot', name, { known: ['outside', ...(ruleOf(resource).money ?? [])], of: resource, at })
    },
    known(what, name, { known, of, at }) {
      if (name === undefined || known.includes(name)) return
      say(at, `x-sandbox names the ${what} "${name}", which "${of}" lacks`, hintForName(name, known))
    },
  }
  return names
}

/** Those with a file, and those that an operation creates. */
function knownResources(catalog: Catalog): string[] {
  const made = catalog.operations.flatMap(({ sandbox }) => (sandbox?.action === 'create' ? [sandbox.resource] : []))
  return [...new Set([...Object.keys(catalog.resources), ...made])].sort()
}

function createScope(bound: ReadonlyMap<string, string>, { names, say }: { names: Names; say: Say }): Scope {
  const next = (name: string, resource: string): Scope =>
    createScope(new Map(bound).set(name, resource), { names, say })
  const scope: Scope = {
    names,
    resourceOf: (name) => bound.get(name) || undefined,
    with: next,
    bind(name, resource, at) {
      if (bound.has(name))
        say(at, `the name "${name}" means something else already`, 'Give it a name that is used nowhere before.')
      return next(name, resource)
    },
    path([root = '', ...rest], at) {
      if (!bound.has(root)) {
        say(at, `nothing is called "${root}" here`, hintForName(root, [...bound.keys()]))
        return
      }
      const resource = bound.get(root)
      if (resource && rest[0] === 'money') names.pot(rest[1], { resource, at })
    },
    formula(text, at) {
      const { node } = parseFormula(text)
      for (const path of node ? pathsOf(node) : []) scope.path(path, at)
    },
    expression: (expression, at) => checkExpression(expression, at, scope),
  }
  return scope
}

function checkExpression(expression: Expression, at: Path, scope: Scope): void {
  if (typeof expression !== 'object' || expression === null || 'value' in expression) return
  if ('is' in expression) scope.formula(expression.is, [...at, 'is'])
  if ('address' in expression) scope.formula(expression.address, [...at, 'address'])
  if ('from' in expression) {
    scope.path(expression.from.split('.'), [...at, 'from'])
    if (expression.else !== undefined) scope.expression(expression.else, [...at, 'else'])
  }
  if ('now' in expression && expression.days !== undefined) scope.expression(expression.days, [...at, 'days'])
  if ('page' in expression) {
    const resource = scope.resourceOf('object')
    if (resource) scope.names.part('pages', expression.page, { resource, at: [...at, 'page'] })
  }
  if (!('each' in expression)) return
  scope.path(expression.each.split('.'), [...at, 'each'])
  if (expression.match) scope.path(expression.match.list.split('.'), [...at, 'match', 'list'])
  const inner = scope.with('item', '').with('match', '')
  if (expression.if !== undefined) inner.formula(expression.if, [...at, 'if'])
  for (const [path, value] of Object.entries(expression.set)) inner.expression(value, [...at, 'set', path])
}

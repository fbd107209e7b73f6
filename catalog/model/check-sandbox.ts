import { type Located, sourceAt } from './located.ts'
import type { Place, Report } from './problem.ts'
import { resourceOf } from './read-sandbox.ts'
import { createNames, type Named, type Names, type Path } from './sandbox-names.ts'
import { checkAssignments, checkNotify, checkSteps } from './sandbox-parts.ts'
import type { Catalog, ResourceRule, SandboxRule } from './types.ts'

interface Where {
  place: Place
  /** `resources/*.yaml` by file name. */
  resources: ReadonlyMap<string, Located>
  report: Report
}

/** What every formula and expression may begin with. */
const ROOTS = ['request', 'object', 'merchant', 'now', 'operation']
/** Without a request. */
const OWN_ROOTS = ['object', 'merchant', 'now']

/** Every name that `x-sandbox` and `resources/*.yaml` refer to. Their shape is checked before. */
export function checkSandboxNames(catalog: Catalog, { place, resources, report }: Where): void {
  const { namesFor, named } = createNames(catalog)
  for (const operation of catalog.operations) {
    const at = (path: Path) => place(operation, ['x-sandbox', ...path])
    if (operation.sandbox)
      checkRule(
        operation.sandbox,
        namesFor((path, message, hint) => report(at(path), message, hint)),
      )
  }
  for (const [file, node] of resources) {
    const resource = resourceOf(file)
    const rule = catalog.resources[resource]
    const names = namesFor((path, message, hint) => report(sourceAt(node, path), message, hint))
    if (rule) checkResource(rule, resource, names)
  }
  for (const [file, node] of resources) reportUnused(resourceOf(file), { catalog, named, node, report })
}

interface Unused {
  catalog: Catalog
  named: Named
  node: Located
  report: Report
}

/** A resource that nothing makes or asks for, and transitions that nothing moves by. */
function reportUnused(resource: string, { catalog, named, node, report }: Unused): void {
  const rule = catalog.resources[resource]
  if (!rule) return
  if (!named.resources.has(resource) && !rule.arrive) {
    report(
      sourceAt(node, []),
      'no operation and no step names this resource',
      'Name it in x-sandbox, or delete the file.',
    )
    return
  }
  for (const name of Object.keys(rule.transitions ?? {})) {
    if (named.transitions.has(`${resource} ${name}`)) continue
    const at = sourceAt(node, ['transitions', name])
    report(
      at,
      `nothing moves by the transition "${name}"`,
      'Name it in a rule, a step, a control or what falls due, or delete it.',
    )
  }
}

function checkRule(rule: SandboxRule, names: Names): void {
  const resource = 'resource' in rule ? rule.resource : undefined
  if (resource !== undefined) names.resource(resource, ['resource'])
  const isList = rule.action === 'list'
  let scope = names.scope(ROOTS, resource === undefined || isList ? {} : { object: resource })
  for (const [name, ref] of Object.entries('refs' in rule ? (rule.refs ?? {}) : {})) {
    names.resource(ref.resource, ['refs', name, 'resource'])
    scope = scope.bind(name, ref.resource, ['refs', name])
  }
  if ('set' in rule) checkAssignments(rule.set, ['set'], scope)
  if ('again' in rule) checkAssignments(rule.again, ['again'], scope)
  if ('do' in rule) scope = checkSteps(rule.do, ['do'], scope)
  if (rule.action === 'list') {
    const listed = scope.with('item', rule.resource)
    if (rule.if !== undefined) listed.formula(rule.if, ['if'])
    checkAssignments(rule.equal, ['equal'], scope)
    checkAssignments(rule.item, ['item'], listed)
    scope = scope.with('items', '')
  }
  if ('reply' in rule) checkAssignments(rule.reply, ['reply'], scope)
  if (resource === undefined) return
  if (rule.action === 'create' || rule.action === 'change')
    names.part('transitions', rule.next, { resource, at: ['next'] })
  if (rule.action === 'change') names.part('transitions', rule.transition, { resource, at: ['transition'] })
}

function checkResource(rule: ResourceRule, resource: string, names: Names): void {
  const scope = names.scope(ROOTS, { object: resource })
  const own = names.scope(OWN_ROOTS, { object: resource })
  checkAssignments(rule.set, ['set'], scope)
  for (const [name, transition] of Object.entries(rule.transitions ?? {})) {
    const at = ['transitions', name]
    const inside = checkSteps(transition.do, [...at, 'do'], scope)
    checkAssignments(transition.set, [...at, 'set'], scope)
    if (typeof transition.to === 'object') scope.formula(transition.to.is, [...at, 'to', 'is'])
    for (const [index, notify] of [transition.notify ?? []].flat().entries()) {
      const place = Array.isArray(transition.notify) ? [...at, 'notify', index] : [...at, 'notify']
      checkNotify(notify, place, inside)
    }
    names.part('transitions', transition.next, { resource, at: [...at, 'next'] })
  }
  for (const [name, due] of Object.entries(rule.due ?? {})) {
    const at = ['due', name]
    if (due.if !== undefined) own.formula(due.if, [...at, 'if'])
    own.formula(due.at, [...at, 'at'])
    names.part('transitions', due.transition, { resource, at: [...at, 'transition'] })
  }
  for (const [field, ticket] of Object.entries(rule.tickets ?? {})) {
    const at = ['tickets', field]
    names.part('pages', ticket.page, { resource, at: [...at, 'page'] })
    if (ticket.until !== undefined) own.formula(ticket.until, [...at, 'until'])
  }
  checkControls(rule, resource, names)
  checkAssignments(rule.arrive?.set, ['arrive', 'set'], scope)
  names.part('transitions', rule.arrive?.transition, { resource, at: ['arrive', 'transition'] })
  for (const [name, page] of Object.entries(rule.pages ?? {})) {
    const at: Path = ['pages', name]
    if (page.amount !== undefined) own.formula(page.amount, [...at, 'amount'])
    for (const [index, line] of page.show.entries()) own.expression(line.value, [...at, 'show', index, 'value'])
    for (const [index, action] of page.actions.entries()) {
      const place = [...at, 'actions', index]
      names.part('controls', action.control, { resource, at: [...place, 'control'] })
      if (action.if !== undefined) own.formula(action.if, [...place, 'if'])
      checkAssignments(action.with, [...place, 'with'], own)
    }
  }
}

function checkControls({ controls = {} }: ResourceRule, resource: string, names: Names): void {
  for (const [name, control] of Object.entries(controls)) {
    const at = ['controls', name]
    names.part('transitions', control.transition, { resource, at: [...at, 'transition'] })
    for (const [title, one] of Object.entries(control.cases ?? {}))
      names.part('transitions', one.transition, { resource, at: [...at, 'cases', title, 'transition'] })
    names.known('case', control.default, { known: Object.keys(control.cases ?? {}), of: name, at: [...at, 'default'] })
  }
}

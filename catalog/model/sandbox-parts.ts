import type { Assignments, NotifyRule, Step } from './sandbox.ts'
import type { BillRule } from './sandbox-bill.ts'
import type { Path, Scope } from './sandbox-names.ts'

export function checkAssignments(assignments: Assignments | undefined, at: Path, scope: Scope): void {
  for (const [path, expression] of Object.entries(assignments ?? {})) scope.expression(expression, [...at, path])
}

export function checkNotify({ webhook, plaintext, set, if: condition }: NotifyRule, at: Path, scope: Scope): void {
  scope.names.webhook(webhook, [...at, 'webhook'])
  scope.names.operation(plaintext, [...at, 'plaintext'])
  if (condition !== undefined) scope.formula(condition, [...at, 'if'])
  checkAssignments(set, [...at, 'set'], scope)
}

/** The names in steps; the scope that comes back has what they bind. */
export function checkSteps(steps: Step[] | undefined, at: Path, scope: Scope): Scope {
  let current = scope
  for (const [index, step] of (steps ?? []).entries()) current = checkStep(step, [...at, index], current)
  return current
}

function checkStep(step: Step, at: Path, scope: Scope): Scope {
  if (step.if !== undefined) scope.formula(step.if, [...at, 'if'])
  const on = 'on' in step && step.on !== undefined ? step.on : 'object'
  if ('on' in step && step.on !== undefined) scope.path([step.on], [...at, 'on'])
  const resource = scope.resourceOf(on)
  if ('check' in step) scope.formula(step.check, [...at, 'check'])
  if ('find' in step || 'select' in step || 'make' in step) return checkBinding(step, at, scope)
  if ('set' in step) checkAssignments(step.set, [...at, 'set'], scope.with('item', ''))
  if ('move' in step) {
    if (resource) scope.names.part('transitions', step.move, { resource, at: [...at, 'move'] })
    checkAssignments(step.with, [...at, 'with'], scope.with('item', ''))
  }
  if ('remove' in step) scope.path([step.remove], [...at, 'remove'])
  if ('book' in step) {
    scope.expression(step.book, [...at, 'book'])
    for (const part of ['from', 'to'] as const)
      if (resource) scope.names.pot(step[part], { resource, at: [...at, part] })
  }
  if ('bill' in step) checkBill(step.bill, [...at, 'bill'], scope)
  if ('notify' in step) checkNotify(step.notify, [...at, 'notify'], scope)
  if ('each' in step) {
    const path = step.each.split('.')
    scope.path(path, [...at, 'each'])
    const item = (path.length === 1 && scope.resourceOf(step.each)) || ''
    checkSteps(step.do, [...at, 'do'], scope.with(step.as ?? 'item', item))
  }
  if (!('when' in step)) return scope
  scope.formula(step.when, [...at, 'when'])
  // one way binds what the other does not: both may be named afterwards
  return checkSteps(step.else, [...at, 'else'], checkSteps(step.do, [...at, 'do'], scope))
}

function checkBill({ lines, keep, columns, summary }: BillRule, at: Path, scope: Scope): void {
  for (const [index, line] of lines.entries()) {
    const place = [...at, 'lines', index]
    scope.path(line.each.split('.'), [...place, 'each'])
    const inner = scope.with('item', scope.resourceOf(line.each) ?? '')
    if (line.if !== undefined) inner.formula(line.if, [...place, 'if'])
    inner.formula(line.at, [...place, 'at'])
    checkAssignments(line.set, [...place, 'set'], inner)
  }
  const one = scope.with('line', '')
  if (keep !== undefined) one.formula(keep, [...at, 'keep'])
  for (const [index, { value }] of columns.entries()) one.formula(value, [...at, 'columns', index, 'value'])
  for (const [index, { value }] of summary.entries())
    scope.with('lines', '').formula(value, [...at, 'summary', index, 'value'])
}

function checkBinding(step: Extract<Step, { resource: string } | { make: string }>, at: Path, scope: Scope): Scope {
  const { names } = scope
  if ('make' in step) {
    names.resource(step.make, [...at, 'make'])
    checkAssignments(step.set, [...at, 'set'], scope.with('item', step.make))
    return step.as === undefined ? scope : scope.with(step.as, step.make)
  }
  names.resource(step.resource, [...at, 'resource'])
  if ('find' in step) {
    if (step.each !== undefined) scope.path(step.each.split('.'), [...at, 'each'])
    checkAssignments(step.by, [...at, 'by'], step.each === undefined ? scope : scope.with('item', ''))
    return scope.with(step.find, step.resource)
  }
  checkAssignments(step.where, [...at, 'where'], scope)
  checkAssignments(step.days, [...at, 'days'], scope)
  if (step.keep !== undefined) scope.with('item', step.resource).formula(step.keep, [...at, 'keep'])
  return scope.with(step.select, step.resource)
}

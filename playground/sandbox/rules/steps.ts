import type { Step } from '../../../catalog/model/sandbox.ts'
import { billFields } from '../bills/index.ts'
import { assign, evaluate, holds, reckon, type Scope, valuesOf } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import {
  type Bound,
  boundValue,
  handleView,
  isExample,
  refuseBy,
  resourceOf,
  scopeFor,
  scopeText,
  setFields,
  type Work,
} from './context.ts'
import { findHandle } from './find.ts'
import { wantedBy, wantedDays } from './indexes.ts'
import { prepareNotice } from './notices.ts'
import type { StoredObject } from './objects.ts'
import type { Selection } from './select.ts'
import { applyTransition } from './transition.ts'
import type { Handle } from './unit.ts'
import { isTruthy, readPath, toNumber, writePath } from './values.ts'
import { viewOf } from './view.ts'

type Kind<K extends string> = Extract<Step, { [key in K]: unknown }>

/** Does steps one after the other; what one refuses refuses all that the unit does. */
export async function runSteps(work: Work, steps: Step[] | undefined): Promise<void> {
  for (const step of steps ?? []) await runStep(work, step)
}

async function runStep(work: Work, step: Step): Promise<void> {
  // an example object is made without its effects on others
  if (work.actor === 'seed' && !('set' in step && !('make' in step))) return
  const scope = scopeFor(work)
  if (!holds(step.if, scope)) return
  if ('check' in step) {
    if (!isTruthy(evaluate({ is: step.check }, scope)) && !isExample(work))
      throw refuseBy(work, step.error, 'transition-refused')
  } else if ('fail' in step) {
    if (!isExample(work)) throw refuseBy(work, step.fail, 'transition-refused')
  } else if ('find' in step) await find(work, step, scope)
  else if ('select' in step) await select(work, step, scope)
  else if ('make' in step) await make(work, step, scope)
  else if ('set' in step)
    forEach(work, step.on, (handle, more) => setFields(handle, step.set, scopeOn(work, step.on, more)))
  else if ('move' in step) await move(work, step)
  else if ('remove' in step) forEach(work, step.remove, remove)
  else if ('book' in step) forEach(work, step.on, (handle, more) => book(work, handle, { step, more }))
  else if ('notify' in step) forEach(work, step.on, (handle) => prepareNotice(work, handle, step.notify))
  else if ('bill' in step) await bill(work, step, scope)
  else if ('each' in step) await each(work, step, scope)
  else await runSteps(work, isTruthy(evaluate({ is: step.when }, scope)) ? step.do : step.else)
}

/** The objects that a step acts on; what was not found is left out. */
function targets(work: Work, on: string | undefined): Handle[] {
  if (on === undefined || on === 'object') return work.self ? [work.self] : []
  const bound = work.names.get(on)
  if (!bound || 'value' in bound) return []
  return ('handle' in bound ? [bound.handle] : bound.handles).filter(({ removed }) => !removed)
}

function forEach(work: Work, on: string | undefined, act: (handle: Handle, more: JsonObject) => void): void {
  for (const handle of targets(work, on)) act(handle, { item: handleView(work, handle) })
}

/** Assignments to `on` see it under that name, of a list each as `item`. */
function scopeOn(work: Work, on: string | undefined, more: JsonObject): Scope {
  const scope = scopeFor(work, on === undefined ? {} : more)
  const bound = on === undefined ? undefined : work.names.get(on)
  if (!bound) return scope
  return { ...scope, as: 'handle' in bound ? on : 'item' }
}

async function find(work: Work, step: Kind<'find'>, scope: Scope): Promise<void> {
  if (step.each === undefined) {
    const found = await findOne(work, step, scope)
    return bind(work, step.find, found && { handle: found })
  }
  const handles: Handle[] = []
  for (const item of itemsOf(work, step.each, scope)) {
    const found = await findOne(work, step, scopeFor(work, { item: boundValue(work, item) }))
    if (found) handles.push(found)
  }
  bind(work, step.find, { handles })
}

async function findOne(work: Work, step: Kind<'find'>, scope: Scope): Promise<Handle | undefined> {
  const fields = valuesOf(step.by, scope)
  const complete = Object.keys(step.by).every((name) => fields[name] !== undefined)
  const places = [fields, work.request, work.self?.object.data]
  const where = { resource: step.resource, scope: scopeText(work, step.resource, places), fields }
  const found = complete ? await findHandle(work, where) : undefined
  if (!found && step.missing) throw refuseBy(work, step.missing, 'reference-missing')
  return found
}

function bind(work: Work, name: string, bound: Bound | undefined): void {
  if (bound) work.names.set(name, bound)
  else work.names.delete(name)
}

async function select(work: Work, step: Kind<'select'>, scope: Scope): Promise<void> {
  const { select: name, resource, where, days, keep, limit = Number.MAX_SAFE_INTEGER } = step
  const wanted = { ...wantedBy(where, scope), ...wantedDays(days, scope) }
  const rule = resourceOf(work, resource)
  const selection: Selection = {
    resource,
    wanted,
    ...(keep !== undefined && {
      keep: (object) => holds(keep, { ...scope, roots: { ...scope.roots, item: viewOf(object, rule) } }),
    }),
  }
  const { handles } = await work.unit.page(selection, { offset: 0, limit, oldest: true })
  bind(work, name, { handles })
}

async function move(work: Work, step: Kind<'move'>): Promise<void> {
  for (const handle of targets(work, step.on)) {
    const request = valuesOf(step.with, scopeFor(work, { item: handleView(work, handle) }))
    const result = await applyTransition(work, handle, { name: step.move, request })
    if (result === 'refused' && step.refused) throw refuseBy(work, step.refused, 'transition-refused')
  }
}

async function make(work: Work, step: Kind<'make'>, scope: Scope): Promise<void> {
  const rule = resourceOf(work, step.make)
  const own = assign({}, step.set, { ...scope, as: 'item' })
  const { state, initial } = rule
  const begun: JsonObject = state !== undefined && initial !== undefined ? { [state]: initial, ...own } : own
  // what every object of the resource has may be made of what this one is given, and gives way to it
  const roots = { ...scope.roots, object: begun }
  let data = assign(begun, rule.set, { ...scope, roots })
  for (const path of Object.keys(step.set)) {
    const value = readPath(own, path)
    if (value !== undefined) data = writePath(data, path, value)
  }
  const object: StoredObject = {
    resource: step.make,
    scope: scopeText(work, step.make, [data, work.request, work.self?.object.data]),
    data,
    fingerprint: '',
    seed: false,
    publicKeyMode: work.self?.object.publicKeyMode ?? work.publicKeyMode,
    created: work.now,
  }
  const made = await work.unit.add(object)
  if (!made && step.exists) throw refuseBy(work, step.exists, 'object-conflict')
  if (step.as === undefined) return
  const found = made ?? (await work.unit.taken(object))
  bind(work, step.as, found && { handle: found })
}

function remove(handle: Handle): void {
  handle.removed = true
}

interface Booking {
  step: Kind<'book'>
  more: JsonObject
}

/** Moves money between two pots of an object; no pot but `outside` goes below 0. Examples have no end of money. */
function book(work: Work, handle: Handle, { step, more }: Booking): void {
  const amount = toNumber(evaluate(step.book, scopeFor(work, more)))
  const { object } = handle
  if (amount === 0 || object.seed) return
  const { from = 'outside', to } = step
  const money = { ...object.money }
  const left = money[from] ?? 0
  if (!Number.isSafeInteger(amount) || amount < 0 || (from !== 'outside' && left < amount))
    throw refuseBy(work, step.error, 'reference-exhausted')
  money[from] = left - amount
  money[to] = (money[to] ?? 0) + amount
  handle.object = { ...object, money }
}

/** The object gets a table of what was selected before. */
async function bill(work: Work, step: Kind<'bill'>, scope: Scope): Promise<void> {
  const fields = await billFields(step.bill, scope.roots, {
    reckon: (formula, roots) => reckon(formula, { ...scope, roots }),
    assign: (assignments, roots) => valuesOf(assignments, { ...scope, roots }),
    merchant: work.merchant.encrypting,
  })
  forEach(work, undefined, (handle) => {
    let { data } = handle.object
    for (const [path, value] of fields) data = writePath(data, path, value)
    handle.object = { ...handle.object, data }
  })
}

async function each(work: Work, step: Kind<'each'>, scope: Scope): Promise<void> {
  const name = step.as ?? 'item'
  const before = work.names.get(name)
  for (const bound of itemsOf(work, step.each, scope)) {
    bind(work, name, bound)
    await runSteps(work, step.do)
  }
  bind(work, name, before)
}

function itemsOf(work: Work, path: string, scope: Scope): Bound[] {
  const bound = work.names.get(path)
  if (bound && 'handles' in bound) return bound.handles.map((handle) => ({ handle }))
  if (bound && 'handle' in bound) return [bound]
  const items = readPath(scope.roots, path)
  return Array.isArray(items) ? items.map((value) => ({ value })) : []
}

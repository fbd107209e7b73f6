import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { holds, PAGES, reckon, type Scope } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Store, Write } from '../store/store.ts'
import { indexWrites } from './indexes.ts'
import { readMoment } from './moment.ts'
import { namesOf, namesSpace, objectsSpace, type StoredObject, stateOf } from './objects.ts'
import type { Handle } from './unit.ts'
import { readPath } from './values.ts'
import { viewOf } from './view.ts'

/** What follows from an object whenever it is kept. */
export interface Surface {
  mchid: string
  resources: Record<string, ResourceBehaviour>
  /** For the formulas of times and tickets; without `object`. */
  scope: Scope
}

/** What one value of a field opens (space `tickets`). */
export interface Ticket {
  mchid: string
  resource: string
  key: string
  field: string
  page: string
  /** RFC 3339, business time. */
  until?: string
}

/** The space of everybody's tickets. */
export const TICKETS = 'tickets'

/** The space of what waits for its time; `score` is the moment, in milliseconds of business time. */
export function dueSpace(mchid: string): string {
  return `due:${mchid}`
}

/** The ticket in the value of a field: the end of a page's address, else the value itself. */
export function ticketOf(value: string): string {
  const at = value.indexOf(PAGES)
  return at < 0 ? value : (value.slice(at + PAGES.length).split(/[?#]/, 1)[0] ?? '')
}

/** Everything that keeps one changed object: itself, its indexes and other names, what falls due, its tickets. */
export async function writesOf(handle: Handle, surface: Surface & { store: Store }): Promise<Write[]> {
  const { resource, key, stored, version, removed } = handle
  const { mchid, resources } = surface
  const rule = resources[resource]
  if (!rule) return []
  const object = removed ? undefined : completed(handle.object, rule, surface)
  return [
    {
      space: objectsSpace(mchid, resource),
      key,
      expected: version,
      ...(object && { value: object as unknown as Json }),
    },
    ...indexWrites({ key, before: stored, after: object }, { mchid, resource, rule }),
    ...(await nameWrites({ key, before: stored, after: object }, { rule, mchid, store: surface.store })),
    ...dueWrites(handle, { after: object, rule, mchid }),
    ...ticketWrites(handle, { after: object, rule, mchid }),
  ]
}

/** The object with what it waits for and its tickets, as they follow from its fields. */
function completed(object: StoredObject, rule: ResourceBehaviour, { scope }: Surface): StoredObject {
  if (!rule.due && !rule.tickets) return object
  const own = { ...scope, roots: { ...scope.roots, object: viewOf(object, rule) } }
  const { due: _, tickets: __, ...rest } = object
  const due = object.seed ? {} : dueOf(object, rule, own)
  const tickets = ticketsOf(object, rule, own)
  return {
    ...rest,
    ...(Object.keys(due).length > 0 && { due }),
    ...(Object.keys(tickets).length > 0 && { tickets }),
  }
}

function dueOf(object: StoredObject, rule: ResourceBehaviour, scope: Scope): { [name: string]: number } {
  const state = stateOf(rule, object)
  const found: { [name: string]: number } = {}
  for (const [name, { in: states, if: condition, at }] of Object.entries(rule.due ?? {})) {
    if ((states && !states.includes(state)) || !holds(condition, scope)) continue
    const moment = readMoment(reckon(at, scope))
    if (moment !== undefined && object.fired?.[name] !== moment) found[name] = moment
  }
  return found
}

function ticketsOf(object: StoredObject, rule: ResourceBehaviour, scope: Scope): NonNullable<StoredObject['tickets']> {
  const found: NonNullable<StoredObject['tickets']> = {}
  for (const [field, { until }] of Object.entries(rule.tickets ?? {})) {
    const value = readPath(object.data, field)
    const end = until === undefined ? undefined : reckon(until, scope)
    if (typeof value !== 'string' || value === '') continue
    found[field] = { ticket: ticketOf(value), ...(typeof end === 'string' && { until: end }) }
  }
  return found
}

interface Context {
  rule: ResourceBehaviour
  mchid: string
}

async function nameWrites(
  { key, before, after }: { key: string; before?: StoredObject; after?: StoredObject },
  { rule, mchid, store }: Context & { store: Store },
): Promise<Write[]> {
  const [old, now] = [before ? namesOf(rule, before) : [], after ? namesOf(rule, after) : []]
  const space = namesSpace(mchid)
  const gone = old.filter((name) => !now.includes(name))
  const kept = await Promise.all(gone.map(async (name) => ({ name, entry: await store.get(space, name) })))
  return [
    // a name that several had means the one that had it last
    ...kept.flatMap(({ name, entry }) => (entry?.value === key ? [{ space, key: name, expected: entry.version }] : [])),
    ...now.filter((name) => !old.includes(name)).map((name) => ({ space, key: name, value: key })),
  ]
}

function dueWrites(
  { resource, key, stored }: Handle,
  { after, rule, mchid }: Context & { after?: StoredObject },
): Write[] {
  const [old, now] = [stored?.due ?? {}, after?.due ?? {}]
  const space = dueSpace(mchid)
  const keyFor = (name: string): string => `${resource} ${key} ${name}`
  const gone = Object.keys(old).filter((name) => now[name] === undefined)
  const fresh = Object.entries(now).filter(([name, at]) => old[name] !== at)
  return [
    ...gone.map((name) => ({ space, key: keyFor(name) })),
    ...fresh.map(([name, score]) => {
      const transition = rule.due?.[name]?.transition ?? ''
      return { space, key: keyFor(name), score, value: { resource, key, transition, name } satisfies JsonObject }
    }),
  ]
}

function ticketWrites(
  { resource, key, stored }: Handle,
  { after, rule, mchid }: Context & { after?: StoredObject },
): Write[] {
  const [old, now] = [stored?.tickets ?? {}, after?.tickets ?? {}]
  const gone = Object.entries(old).filter(([field, { ticket }]) => now[field]?.ticket !== ticket)
  const fresh = Object.entries(now).filter(
    ([field, { ticket, until }]) => old[field]?.ticket !== ticket || old[field]?.until !== until,
  )
  return [
    ...gone.map(([, { ticket }]) => ({ space: TICKETS, key: ticket })),
    ...fresh.map(([field, { ticket, until }]) => {
      const score = readMoment(until)
      const page = rule.tickets?.[field]?.page ?? ''
      const value: Ticket = { mchid, resource, key, field, page, ...(until !== undefined && { until }) }
      return { space: TICKETS, key: ticket, value: value as unknown as Json, ...(score !== undefined && { score }) }
    }),
  ]
}

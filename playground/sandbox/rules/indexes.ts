import { dayTerm, type ResourceBehaviour, readTerm } from '../../../catalog/derive/behaviour/index.ts'
import type { Assignments } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { evaluate, type Scope } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Store, Write } from '../store/store.ts'
import { readMoment, toRfc3339 } from './moment.ts'
import { objectsSpace, type StoredObject } from './objects.ts'
import { readPath } from './values.ts'

/** Term (a dotted path, or `dayTerm` of one) → texts of which an object must have one there; `''`: it may have none. */
export type Wanted = Record<string, string[]>

interface Place {
  mchid: string
  resource: string
}

/** The space of the objects with these values: the object's key, as old as the object itself. */
function indexSpace({ mchid, resource }: Place, terms: string[], values: string[]): string {
  return `by:${mchid}:${resource}:${JSON.stringify([terms, values])}`
}

/** The texts of a value, a list's items each; what is no plain value has none. */
export function textsOf(value: Json | undefined): string[] {
  return [value ?? []].flat().flatMap((one) => (typeof one === 'object' || one === '' ? [] : [String(one)]))
}

/** What assignments want of an object: null and empty texts want nothing there to be, what is missing takes no object. */
export function wantedBy(assignments: Assignments | undefined, scope: Scope): Wanted {
  const pairs = Object.entries(assignments ?? {}).map(([path, expression]) => {
    const value = evaluate(expression, scope)
    return [path, value === null || value === '' ? [''] : textsOf(value)] as const
  })
  return Object.fromEntries(pairs)
}

/** The same of the days of times. */
export function wantedDays(assignments: Assignments | undefined, scope: Scope): Wanted {
  const pairs = Object.entries(assignments ?? {}).map(([path, expression]) => {
    return [dayTerm(path), [dayOf(evaluate(expression, scope)) ?? []].flat()] as const
  })
  return Object.fromEntries(pairs)
}

/** The day of a time, as the gateway counts days. */
function dayOf(value: Json | undefined): string | undefined {
  const at = readMoment(value)
  return at === undefined ? undefined : toRfc3339(at).slice(0, 10)
}

function textsAt(data: JsonObject, term: string): string[] {
  const { path, day } = readTerm(term)
  const texts = textsOf(readPath(data, path))
  return day ? texts.flatMap((text) => dayOf(text) ?? []) : texts
}

/** Whether an object has what is wanted; numbers and texts of the same spelling are the same. */
export function fits({ data }: StoredObject, wanted: Wanted): boolean {
  return Object.entries(wanted).every(([term, values]) => {
    const texts = textsAt(data, term)
    return texts.length === 0 ? values.includes('') : texts.some((text) => values.includes(text))
  })
}

/** What keeps the indexes right when an object is made, changed or removed. */
export function indexWrites(
  { key, before, after }: { key: string; before?: StoredObject; after?: StoredObject },
  place: Place & { rule: ResourceBehaviour },
): Write[] {
  if (before?.data === after?.data) return []
  const [old, now] = [spacesOf(before, place), spacesOf(after, place)]
  const ageOf = objectsSpace(place.mchid, place.resource)
  return [
    ...[...old].filter((space) => !now.has(space)).map((space) => ({ space, key })),
    ...[...now].filter((space) => !old.has(space)).map((space) => ({ space, key, value: null, ageOf })),
  ]
}

function spacesOf(object: StoredObject | undefined, { rule, ...place }: Place & { rule: ResourceBehaviour }) {
  const spaces = new Set<string>()
  for (const terms of object ? (rule.indexes ?? []) : []) {
    const values = terms.map((term) => (object ? textsAt(object.data, term) : []))
    for (const chosen of combinations(values)) spaces.add(indexSpace(place, terms, chosen))
  }
  return spaces
}

/** One of each list, in all ways. */
function combinations(lists: string[][]): string[][] {
  return lists.reduce<string[][]>((found, list) => found.flatMap((one) => list.map((value) => [...one, value])), [[]])
}

/** Where the objects that have what is wanted are found. */
export interface Source {
  /** Spaces with their keys; a key may be in several. Without an index it is that of the objects themselves. */
  spaces: string[]
  /** Nothing else is in there. */
  exact: boolean
}

/** The narrowest source that there is. */
export async function sourceOf(
  store: Store,
  { rule, wanted, ...place }: Place & { rule: ResourceBehaviour; wanted: Wanted },
): Promise<Source> {
  const terms = Object.keys(wanted)
  const usable = terms.filter((term) => !wanted[term]?.includes(''))
  const fitting = (rule.indexes ?? []).filter((one) => one.every((term) => usable.includes(term)))
  const whole = fitting.find((one) => one.length === terms.length)
  const choices = (whole ? [whole] : fitting).map((one) =>
    combinations(one.map((term) => [...new Set(wanted[term])])).map((values) => indexSpace(place, one, values)),
  )
  const [first, ...others] = choices
  if (!first) return { spaces: [objectsSpace(place.mchid, place.resource)], exact: terms.length === 0 }
  if (others.length === 0) return { spaces: first, exact: whole !== undefined }
  const sizes = await Promise.all(choices.map((spaces) => sizeOf(store, spaces)))
  const smallest = choices[sizes.indexOf(Math.min(...sizes))]
  return { spaces: smallest ?? first, exact: false }
}

async function sizeOf(store: Store, spaces: string[]): Promise<number> {
  const sizes = await Promise.all(spaces.map((space) => store.size(space)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

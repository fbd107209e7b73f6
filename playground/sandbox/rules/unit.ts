import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { wakeWrite } from '../clock/wakes.ts'
import type { JsonObject } from '../input.ts'
import type { Entry, Store, Write } from '../store/store.ts'
import type { Prepared } from './notices.ts'
import {
  ANYWHERE,
  hasFields,
  isKey,
  keyOf,
  keyText,
  nameOf,
  namesSpace,
  objectsSpace,
  type StoredObject,
  stateOf,
} from './objects.ts'
import { inventoryOf, makeRoom } from './room.ts'
import { type PageOf, type Selection, selectAll, selectPage } from './select.ts'
import { dueSpace, type Surface, writesOf } from './writes.ts'

/** One object as a unit of work sees it. What it holds is never changed in place, so that a snapshot is a reference. */
export interface Handle {
  readonly resource: string
  readonly key: string
  object: StoredObject
  /** As it is kept; absent for a new one. */
  readonly stored?: StoredObject
  readonly version: number
  /** Grows with the age of the others: the newest has the greatest. */
  readonly order: number
  removed?: true
}

export interface Where {
  resource: string
  scope: string
  fields: JsonObject
}

/** What one request, control call or due item reads and changes: all of it is written together, or nothing is. */
export interface Unit {
  find(where: Where): Promise<Handle | undefined>
  load(resource: string, key: string): Promise<Handle | undefined>
  /** All objects that a selection takes, the newest first. */
  select(selection: Selection): Promise<Handle[]>
  /** One page of them, and how many there are in all. */
  page(selection: Selection, page: PageOf): Promise<{ handles: Handle[]; total: number }>
  /** Others may have made what was not there. */
  refresh(): void
  /** A new object; `undefined` where its key is taken. */
  add(object: StoredObject): Promise<Handle | undefined>
  /** What stands where this object would. */
  taken(object: StoredObject): Promise<Handle | undefined>
  /** Removes an entry that fell due, together with everything else. */
  dropDue(key: string): void
  /** The state of every object that was changed, before and after. */
  changes(): Change[]
  /** Whether what falls due or is to be sent has changed by `commit`. */
  schedules(): boolean
  /** What is to be notified when everything is written. */
  readonly notices: Prepared[]
  /** Writes everything, and what comes with it; `false` where another was faster. */
  commit(more?: Write[]): Promise<boolean>
}

export interface Change {
  resource: string
  key: string
  before: string
  after: string
}

export interface UnitOptions extends Surface {
  store: Store
  /** Objects kept of one merchant. */
  limit: number
  /** The wall clock. */
  wall: () => number
}

/** The order of what is not kept yet; stores count from 1. */
const NEWEST = 2 ** 52

export function createUnit(options: UnitOptions): Unit {
  const { store, mchid } = options
  const handles = new Map<string, Handle>()
  /** What was looked for and is not there. */
  const absent = new Set<string>()
  const dueKeys: string[] = []
  const notices: Prepared[] = []
  let scheduled = false

  const hold = (handle: Handle): Handle => {
    handles.set(nameIn(handle.resource, handle.key), handle)
    return handle
  }
  const held = (resource: string, key: string): Handle | undefined => handles.get(nameIn(resource, key))
  const dirty = (): Handle[] => [...handles.values()].filter(isDirty)

  const open = (resource: string, { key, value, version, order }: Entry): Handle | undefined => {
    const known = held(resource, key)
    if (known) return known.removed ? undefined : known
    const object = value as unknown as StoredObject
    return hold({ resource, key, object, stored: object, version, order })
  }
  const load = async (resource: string, key: string): Promise<Handle | undefined> => {
    const known = held(resource, key)
    if (known) return known.removed ? undefined : known
    const name = nameIn(resource, key)
    if (absent.has(name)) return undefined
    const entry = await store.get(objectsSpace(mchid, resource), key)
    if (!entry) {
      absent.add(name)
      return undefined
    }
    return open(resource, entry)
  }

  const changed = (resource: string): Handle[] => dirty().filter((one) => one.resource === resource)
  const selecting = { store, mchid, resources: options.resources, load, open, changed }

  const keyFor = (object: StoredObject): string => {
    const rule = options.resources[object.resource]
    return rule ? keyOf(rule, object) : ''
  }

  return {
    load,
    taken: (object) => load(object.resource, keyFor(object)),
    async find({ resource, scope, fields }) {
      const rule = options.resources[resource]
      if (!rule) return undefined
      const fits = (handle: Handle | undefined): handle is Handle =>
        handle !== undefined &&
        !handle.removed &&
        (scope === ANYWHERE || handle.object.scope === scope) &&
        hasFields(handle.object.data, fields)
      const fresh = dirty().find((handle) => handle.resource === resource && fits(handle))
      if (fresh) return fresh
      const key =
        keyText(rule, { scope, fields }) ??
        (await keyByName(store, { rule, mchid, where: { resource, scope, fields } }))
      const found = key === undefined ? undefined : await load(resource, key)
      return fits(found) ? found : undefined
    },
    select: (selection) => selectAll(selecting, selection),
    page: (selection, page) => selectPage(selecting, selection, page),
    async add(object) {
      const key = keyFor(object)
      const taken = held(object.resource, key)
      if (taken?.removed) {
        Object.assign(taken, { object, removed: undefined })
        return taken
      }
      if (await load(object.resource, key)) return undefined
      return hold({ resource: object.resource, key, object, version: 0, order: NEWEST + handles.size })
    },
    schedules: () => scheduled,
    refresh: () => absent.clear(),
    dropDue: (key) => dueKeys.push(key),
    changes: () => dirty().flatMap((handle) => changeOf(handle, options.resources[handle.resource])),
    notices,
    async commit(more = []) {
      const changed = dirty()
      if (changed.length + dueKeys.length + more.length === 0) return true
      const space = dueSpace(mchid)
      // a recurring item takes the place of the one that fell due
      const writes: Write[] = dueKeys.map((key) => ({ space, key }))
      const kept = await Promise.all(changed.map((handle) => writesOf(handle, options)))
      writes.push(...kept.flat())
      writes.push(...changed.flatMap((handle) => inventoryOf(handle, mchid)))
      scheduled = more.length > 0 || writes.some((write) => write.space === space)
      writes.push(...more, ...(scheduled ? [wakeWrite(mchid, options.wall())] : []))
      if (!(await store.commit(writes))) return false
      if (changed.some(isNew)) await makeRoom(options)
      return true
    },
  }
}

/** A resource's name has no blank. */
function nameIn(resource: string, key: string): string {
  return `${resource} ${key}`
}

function isNew({ stored, removed }: Handle): boolean {
  return !stored && !removed
}

function isDirty({ object, stored, removed }: Handle): boolean {
  return removed ? stored !== undefined : object !== stored
}

function changeOf({ resource, key, object, stored, removed }: Handle, rule: ResourceBehaviour | undefined): Change[] {
  if (!rule) return []
  const [before, after] = [stored ? stateOf(rule, stored) : '', removed ? '' : stateOf(rule, object)]
  return before === after ? [] : [{ resource, key, before, after }]
}

/** The key that is kept under one of the lists of fields by which the resource's objects are found. */
async function keyByName(
  store: Store,
  { rule, mchid, where }: { rule: ResourceBehaviour; mchid: string; where: Where },
): Promise<string | undefined> {
  const { resource, scope, fields } = where
  const given = Object.keys(fields)
  const lookup = rule.lookups.find((names) => !isKey(rule, names) && names.every((name) => given.includes(name)))
  const name = lookup && nameOf(lookup, { resource, scope, data: fields })
  const entry = name && (await store.get(namesSpace(mchid), name))
  return entry ? textOf(entry.value) : undefined
}

function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined
}

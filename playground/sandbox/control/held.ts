import type { Engine } from '../engine.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { stateOf } from '../remember/objects.ts'
import { transition } from '../transition.ts'

/** An object as control calls and pages see it. */
export interface Held {
  resource: string
  /** Of the stored object. */
  id: string
  state: string
  object: JsonObject
}

interface Named {
  resource: string
  key: string
  /** What the caller sent: it may part the numbers. */
  body: JsonObject
}

/** The object that a call names, by its key or any other single field that finds it. */
export async function findObject(
  engine: Engine,
  merchant: Merchant,
  { resource, key, body }: Named,
): Promise<Held | undefined> {
  const rule = engine.options.behaviour.resources[resource]
  if (!rule) return undefined
  const scope = rule.scope
    .map((field) => engine.identities.alias(field, body[field], merchant.record))
    .join(' ')
    .trim()
  const [field = ''] = rule.key
  const found = await engine.objectsOf(merchant.record.mchid).find(rule, { resource, scope, fields: { [field]: key } })
  return found && { resource, id: found.key, state: stateOf(rule, found.object), object: found.object.data }
}

export async function moveObject(
  engine: Engine,
  merchant: Merchant,
  { held, transition: name, request }: { held: Held; transition: string; request: JsonObject },
): Promise<(Held & { moved: boolean; notifications: string[] }) | { detail: string }> {
  const { resource, id } = held
  const result = await transition(engine, merchant, { resource, key: id, transition: name, request })
  const { moved, state, object, notification } = result
  if (!moved) return { detail: `状态为 ${state}，不能执行 ${name}` }
  return { resource, id, state, object, moved, notifications: notification === undefined ? [] : [notification] }
}

/** The object as it is now, by its stored key. */
export async function loadObject(
  engine: Engine,
  merchant: Merchant,
  { resource, id }: Pick<Held, 'resource' | 'id'>,
): Promise<Held | undefined> {
  const rule = engine.options.behaviour.resources[resource]
  const found = await engine.objectsOf(merchant.record.mchid).load(id)
  return rule && found && { resource, id, state: stateOf(rule, found.object), object: found.object.data }
}

import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Step } from '../../../catalog/model/sandbox.ts'
import type { Input, JsonObject } from '../input.ts'
import type { Done } from './actions.ts'
import { build, type CreateRule, fingerprintOf } from './build.ts'
import { refuseBy, resourceOf, scopeFor, scopeOfRule, setFields, type Work } from './context.ts'
import { checkUpload } from './digest.ts'
import { findHandle } from './find.ts'
import { keyFields } from './keys.ts'
import { type StoredObject, stateOf } from './objects.ts'
import { claim } from './plant.ts'
import { bindKnown, bindReferences } from './references.ts'
import { runSteps } from './steps.ts'
import type { Handle } from './unit.ts'
import { keepUpload } from './uploads.ts'
import { readPath, writePath } from './values.ts'

interface Creation {
  rule: CreateRule
  input: Input
}

/** Creates an object, or meets the one that is there: the same parameters give the same result, others are refused. */
export async function create(work: Work, creation: Creation): Promise<Done> {
  const { rule } = creation
  const there = await meet(work, creation)
  const named = keyFields(rule, work)
  if (named) await claim(work, rule.resource, named)
  if (there) {
    work.self = there
    const same = there.object.fingerprint === fingerprintOf(work, rule, creation.input)
    // an example gives way to what the merchant creates under its number
    if (same || !there.object.seed) return again(work, there, { ...creation, same })
  }
  await bindReferences(work, rule.refs)
  const object = await withUpload(work, build(work, creation), creation)
  if (there) there.object = object
  const handle = there ?? (await work.unit.add(object))
  // of a key that the rule makes itself, or of two ways to name one object
  if (!handle) throw refuseBy(work, rule.conflict, 'object-conflict')
  work.self = handle
  await runSteps(work, rule.do)
  return { object: handle.object.data, ...(rule.next !== undefined && { follow: { handle, transition: rule.next } }) }
}

/** The request's file, kept with the object where the rule says so. */
async function withUpload(work: Work, object: StoredObject, { rule, input }: Creation): Promise<StoredObject> {
  const { upload } = rule
  if (!upload) return object
  if (upload.digest !== undefined) await checkUpload(work, { ...upload, digest: upload.digest }, input)
  const [file] = input.files.values()
  if (!file) return object
  const { options, limits } = work.engine
  const id = await keepUpload(file, { store: options.store, mchid: work.merchant.record.mchid, limits })
  return { ...object, data: writePath(object.data, upload.to, id) }
}

/** The object with the request's number. */
async function meet(work: Work, { rule }: Creation): Promise<Handle | undefined> {
  const { key } = resourceOf(work, rule.resource)
  const named = keyFields(rule, work)
  if (!named) return undefined
  const fields: JsonObject = {}
  for (const field of key) {
    const value = named[field] ?? valueAt(work.request, field)
    // a number that the request does not have is made fresh
    if (value === undefined || value === null) return undefined
    fields[field] = value
  }
  return findHandle(work, { resource: rule.resource, scope: scopeOfRule(work, rule), fields })
}

async function again(work: Work, handle: Handle, { rule, input, same }: Creation & { same: boolean }): Promise<Done> {
  const { object } = handle
  const state = stateOf(resourceOf(work, rule.resource), object)
  const guard = rule.guards && Object.hasOwn(rule.guards, state) ? rule.guards[state] : undefined
  if (guard && !object.seed) throw refuseBy(work, guard, 'object-conflict')
  // without a word on it other parameters are taken over, unless something else has followed from the first ones
  if (!same && (rule.conflict || !isChecking(rule.do))) throw refuseBy(work, rule.conflict, 'object-conflict')
  await bindKnown(work, rule.refs)
  const { body = {} } = input
  if (!same)
    handle.object = { ...object, data: { ...object.data, ...body }, fingerprint: fingerprintOf(work, rule, input) }
  else handle.object = { ...object, data: withFree(spelled(work, object.data, body), rule.free ?? [], body) }
  setFields(handle, rule.again, scopeFor(work))
  if (!same) await runSteps(work, rule.do)
  if (handle.object.publicKeyMode !== work.publicKeyMode)
    handle.object = { ...handle.object, publicKeyMode: work.publicKeyMode }
  return { object: handle.object.data }
}

/** Steps that refuse and do nothing else: they are asked again of other parameters. */
function isChecking(steps: Step[] = []): boolean {
  return steps.every((step) => 'check' in step || 'fail' in step)
}

/** Of an equal request the spelling of identities may differ: an example's stands for the merchant's own. */
function spelled({ engine, merchant }: Work, data: JsonObject, body: JsonObject): JsonObject {
  const { identities } = engine
  const { record } = merchant
  const said = Object.entries(body).filter(([name, value]) => {
    if (identities.own(name, record) === undefined || data[name] === value) return false
    return identities.alias(name, data[name], record) === identities.alias(name, value, record)
  })
  return said.length === 0 ? data : { ...data, ...Object.fromEntries(said) }
}

/** What may be said anew is taken from the request. */
function withFree(data: JsonObject, free: string[], body: JsonObject): JsonObject {
  let next = data
  for (const path of free) {
    const value = readPath(body, path)
    if (value !== undefined) next = writePath(next, path, value)
  }
  return next
}

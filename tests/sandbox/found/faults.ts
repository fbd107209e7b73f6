/** What is wrong with how operations find an object that another one made; empty where nothing is. */
import { keyPairs, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Got } from '../kit/index.ts'
import { ask, patched, send } from './asking.ts'
import {
  canName,
  examples,
  identities,
  isPlain,
  type JsonObject,
  of,
  type Ruled,
  resources,
  type Told,
} from './ruled.ts'

/** `reader field`, and why it need not be what the creation said. */
const OTHERWISE: Record<string, string> = {
  'get /v3/recharge/bank-transfer-recharges/out-recharge-no/{out_recharge_no} recharge_scene':
    'the example of the request is a scene that the documented answer does not know',
}

export async function readFaults(
  reader: Ruled<'read'>,
  told: Told & { resource: string; said: JsonObject },
): Promise<string[]> {
  let got = await ask(reader, told)
  // a contract is there when its user has signed it: whoever plays the user does that first
  for (const [name, control] of Object.entries(resources[told.resource]?.controls ?? {})) {
    if (got.status === reader.reply.status) break
    const [field = ''] = resources[told.resource]?.key ?? []
    const first = Object.keys(control.cases ?? {})[0]
    const body = control.by !== undefined && control.default === undefined && first ? { [control.by]: first } : {}
    await told.client.control(
      'POST',
      `/${told.resource}/${encodeURIComponent(String(told.object[field]))}/${name}`,
      body,
    )
    got = await ask(reader, told)
  }
  if (got.status !== reader.reply.status) return [`${reader.id}: ${got.status} ${got.text}`]
  // a number that says who it is for is the merchant's own in a sample: this was another object
  if (keyPairs(reader.rule.key).every(([field]) => identities.has(field))) return []
  return reader.reply.fields.flatMap(({ name, encrypted }) => {
    const wanted = told.said[name]
    const answered = got.json[name]
    if (wanted === undefined || answered === undefined || encrypted || !isPlain(wanted)) return []
    // who it is for is the merchant's own, whatever the example is called
    if (identities.has(name) || examples.has(wanted) || OTHERWISE[`${reader.id} ${name}`] !== undefined) return []
    return String(answered) === String(wanted) ? [] : [`${reader.id}: ${name} ${answered}, not ${wanted}`]
  })
}

export async function missingFaults(
  reader: Ruled<'read'>,
  { what, ...told }: Told & { what: string },
): Promise<string[]> {
  const got = await ask(reader, told)
  const code = reader.rule.missing?.code
  if (got.status >= 400 && got.status < 500 && (code === undefined || got.json.code === code)) return []
  return [`${reader.id} (${what}): ${got.status} ${got.text}, not ${code}`]
}

export async function listFaults(lister: Ruled<'list'>, { client, object }: Told): Promise<string[]> {
  const { rule } = lister
  const enumOf = (from: string): unknown[] | undefined =>
    [...lister.parameters.query, ...lister.parameters.path].find(({ name }) => name === from)?.enum
  const where = Object.entries(rule.where ?? {}).filter(([field, from]) => {
    const value = valueAt(object, field)
    return isPlain(value) && enumOf(from)?.includes(value as string) !== false
  })
  const asked = patched(lister, {
    values: where.map(([field, from]) => [from, valueAt(object, field) as Json]),
    left: Object.values(rule.where ?? {}).filter((from) => !where.some(([, one]) => one === from)),
    paging: rule.page,
  })
  const got = await send(asked, client)
  if (got.status !== lister.reply.status) return [`${lister.id}: ${got.status} ${got.text}`]
  const own = idOf(lister, object)
  if (!own) return []
  const has = (answer: Got): boolean => {
    const items = valueAt(answer.json, rule.list)
    return Array.isArray(items) && items.some((item) => String((item as JsonObject)[own]) === String(object[own]))
  }
  const faults = has(got) || rule.if !== undefined ? [] : [`${lister.id}: does not list it`]
  for (const [field, from] of where) {
    const shape = [...lister.parameters.query, ...lister.parameters.path].find(({ name }) => name === from)
    if (identities.has(field) || !shape || shape.type !== 'string' || shape.constraints) continue
    const other = shape.enum?.find((value) => String(value) !== String(valueAt(object, field))) ?? 'another'
    if (shape.enum && other === 'another') continue
    const elsewhere = await send(patched(asked, { values: [[from, other]], left: [] }), client)
    if (elsewhere.status === lister.reply.status && has(elsewhere)) faults.push(`${lister.id}: ignores ${from}`)
  }
  return faults
}

/** A field of the list's items that tells this object from others. */
function idOf(lister: Ruled<'list'>, object: JsonObject): string | undefined {
  const fields = lister.reply.fields.find(({ name }) => name === lister.rule.list)?.fields ?? []
  const key = resources[lister.rule.resource]?.key ?? []
  return fields
    .map(({ name }) => name)
    .find((name) => key.includes(name) && isPlain(object[name]) && !identities.has(name))
}

export async function removeFaults(remover: Ruled<'remove'>, told: Told & { resource: string }): Promise<string[]> {
  const got = await ask(remover, told)
  if (got.status !== remover.reply.status) return [`${remover.id}: ${got.status} ${got.text}`]
  const reader = of('read', told.resource).find((one) => canName(one, told.object))
  return reader ? missingFaults(reader, { ...told, what: 'removed' }) : []
}

/** Operations asked for an object, by their examples with its numbers in them. */
import { keyPairs, OF_MERCHANT, type OperationBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { type Client, type Got, sampleOf } from '../kit/index.ts'
import { identities, type JsonObject, kit, type Ruled, type RuleOf, type Told } from './ruled.ts'

/** The operation's example with the object's numbers in it. */
export async function ask(operation: Ruled<'read'> | Ruled<'remove'>, { client, object }: Told): Promise<Got> {
  const values = keyPairs(operation.rule.key)
    .filter(([, from]) => !from.startsWith(OF_MERCHANT))
    .map(([field, from]): [string, Json] => [from, valueAt(object, field) as Json])
  return send(patched(operation, { values, left: [] }), client)
}

export async function send(operation: OperationBehaviour, client: Client): Promise<Got> {
  return client.send(await sampleOf(operation, client, kit.behaviour))
}

/** The operation with these values in its example, without `left`; a list is asked for its first page. */
export function patched(
  operation: OperationBehaviour,
  { values, left, paging = {} }: { values: [string, Json][]; left: string[]; paging?: RuleOf<'list'>['page'] },
): OperationBehaviour {
  const example = structuredClone(operation.example)
  for (const [from, value] of values) {
    const kind = (['path', 'query', 'body'] as const).find((one) => example[one] && Object.hasOwn(example[one], from))
    const place = kind ?? (operation.body ? 'body' : 'query')
    const number = typeof example[place]?.[from] === 'number'
    example[place] = { ...example[place], [from]: number && !Number.isNaN(Number(value)) ? Number(value) : value }
  }
  for (const from of left) delete example.query[from]
  const required = new Set(operation.parameters.query.filter((one) => one.required).map(({ name }) => name))
  // from the first on, as many as the example asks for
  if (paging.offset !== undefined && Object.hasOwn(example.query, paging.offset)) example.query[paging.offset] = 0
  if (paging.page !== undefined && Object.hasOwn(example.query, paging.page))
    example.query[paging.page] = paging.first ?? 1
  const query = Object.fromEntries(
    Object.entries(example.query).filter(([name]) => required.has(name) || values.some(([from]) => from === name)),
  )
  return { ...operation, example: { ...example, ...(operation.rule?.action === 'list' && { query }) } }
}

/** The same object under numbers that nobody has. */
export function unknown({ rule }: Ruled<'read'>, object: JsonObject): JsonObject {
  const next = { ...object }
  for (const [field, from] of keyPairs(rule.key)) {
    const value = next[field]
    if (from.startsWith(OF_MERCHANT) || identities.has(field)) continue
    next[field] = typeof value === 'number' ? 987_654_321 : String(value).replace(/[0-8]/g, '9').replace(/[a-y]/gi, 'z')
  }
  return next
}

import { keyPairs, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Client, JsonObject } from '../kit/client.ts'
import type { Exchange } from './exchange.ts'
import { isScalar } from './leaves.ts'
import type { Creating } from './readers.ts'

/** The object that a creation made, as the sandbox keeps it. */
export async function objectOf(
  { id, rule }: Creating,
  { client, made, identities }: { client: Client; made: Exchange; identities: ReadonlySet<string> },
): Promise<JsonObject> {
  const { json } = await client.control('GET', `/${rule.resource}?limit=100`)
  const held = ((json.data ?? []) as JsonObject[]).map((one) => one.object as JsonObject)
  const keys = keyPairs(rule.key).filter(
    ([field, from]) => isScalar(valueAt(made.said, from)) && !identities.has(field),
  )
  const object = held.find((one) =>
    keys.every(([field, from]) => String(one[field]) === String(valueAt(made.said, from))),
  )
  const found = object ?? held[0]
  if (!found) throw new Error(`${id} made no object`)
  return found
}

import type { BillRule } from '../../../catalog/model/sandbox-bill.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { toBytes } from '../../signature/index.ts'
import { gzip } from '../files.ts'
import type { JsonObject } from '../input.ts'
import { sha1 } from './digest.ts'
import { seal } from './seal.ts'
import { type BillTools, makeBill } from './table.ts'

/** What a bill's rule puts into the object: `[path, value]` of the text, its digest, the number of lines, and of a sealed file. */
export async function billFields(
  rule: BillRule,
  roots: JsonObject,
  { merchant, ...tools }: BillTools & { merchant: CryptoKey },
): Promise<[string, Json][]> {
  const { to, sealed } = rule
  const { text, lines } = makeBill(rule, roots, tools)
  const fields: [string, Json][] = [
    [to.text, text],
    [to.sha1, await sha1(text)],
    [to.lines, lines],
  ]
  if (!sealed) return fields
  const isPacked = sealed.gzip !== undefined && Boolean(tools.reckon(sealed.gzip, roots))
  const { bytes, key, nonce } = await seal(isPacked ? await gzip(toBytes(text)) : toBytes(text), merchant)
  return [...fields, [sealed.bytes, bytes], [sealed.key, key], [sealed.nonce, nonce]]
}

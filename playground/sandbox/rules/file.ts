import type { FileRule } from '../../../catalog/model/sandbox.ts'
import { type Bytes, fromBase64, toBytes } from '../../signature/index.ts'
import { holds, type Scope } from '../expression.ts'
import { gzip } from '../files.ts'
import type { JsonObject } from '../input.ts'
import { refuseBy, type Work } from './context.ts'
import { findUpload } from './uploads.ts'
import { readPath } from './values.ts'

type Missing = Parameters<typeof refuseBy>[1]

/**
 * The bytes of an answer that is a file: a text of the object, what is kept of it as base64, or what was uploaded, which is
 * `missing` where newer files needed the room. `undefined` for an example that was never uploaded.
 */
export async function fileOf(
  work: Work,
  rule: FileRule & { missing?: Missing },
  { object, scope }: { object: JsonObject; scope: Scope },
): Promise<Bytes | undefined> {
  const at = (path: string | undefined): string => (path === undefined ? '' : String(readPath(object, path) ?? ''))
  const uploaded = at(rule.uploaded)
  if (uploaded !== '') {
    const { store } = work.engine.options
    const found = await findUpload(uploaded, { store, mchid: work.merchant.record.mchid })
    if (!found) throw refuseBy(work, rule.missing, 'object-missing')
    return found
  }
  if (rule.uploaded !== undefined) return undefined
  const kept = at(rule.base64)
  if (kept !== '') return fromBase64(kept)
  const bytes = toBytes(at(rule.text))
  return rule.gzip !== undefined && holds(rule.gzip, scope) ? gzip(bytes) : bytes
}

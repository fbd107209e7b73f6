import type { FileRule } from '../../../catalog/model/sandbox.ts'
import { type Bytes, fromBase64, toBytes } from '../../signature/index.ts'
import { holds, type Scope } from '../expression.ts'
import { gzip } from '../files.ts'
import type { JsonObject } from '../input.ts'
import { readPath } from './values.ts'

/** The bytes of an answer that is a file: a text of the object, or what is kept of it as base64. */
export async function fileOf(rule: FileRule, object: JsonObject, scope: Scope): Promise<Bytes> {
  const at = (path: string | undefined): string => (path === undefined ? '' : String(readPath(object, path) ?? ''))
  const kept = at(rule.base64)
  if (kept !== '') return fromBase64(kept)
  const bytes = toBytes(at(rule.text))
  return rule.gzip !== undefined && holds(rule.gzip, scope) ? gzip(bytes) : bytes
}

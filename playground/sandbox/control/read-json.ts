import type { Json } from '../../../catalog/model/types.ts'
import { toText } from '../../signature/index.ts'
import { readUpTo } from '../body.ts'
import { parseJson } from '../json.ts'

/** Control calls are small. */
const BODY_LIMIT = 64 * 1024

/** The body of a control call; absent means `{}`; `undefined` where it is no JSON, a list, or too long. */
export async function readJson(request: Request): Promise<Json | undefined> {
  const bytes = await readUpTo(request, BODY_LIMIT)
  if (!bytes) return undefined
  if (bytes.length === 0) return {}
  try {
    const body = parseJson(toText(bytes))
    // no call takes a list, and to the schemas one is an object without fields
    return Array.isArray(body) ? undefined : body
  } catch {
    return undefined
  }
}

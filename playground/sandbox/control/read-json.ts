import type { Json } from '../../../catalog/model/types.ts'
import { toText } from '../../signature/index.ts'
import { readUpTo } from '../body.ts'
import { parseJson } from '../json.ts'

/** Control calls are small. */
const BODY_LIMIT = 64 * 1024

/** The body of a control call; absent means `{}`; `undefined` where it is no JSON or too long. */
export async function readJson(request: Request): Promise<Json | undefined> {
  const bytes = await readUpTo(request, BODY_LIMIT)
  if (!bytes) return undefined
  if (bytes.length === 0) return {}
  try {
    return parseJson(toText(bytes))
  } catch {
    return undefined
  }
}

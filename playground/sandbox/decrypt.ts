import type { Shape } from '../../catalog/derive/behaviour/index.ts'
import { GATEWAY_HEADERS } from '../protocol/gateway/index.ts'
import { decryptField, SignatureError } from '../signature/index.ts'
import { isSameSerial } from './certificate.ts'
import type { RequestHeaders } from './exchange.ts'
import { isObject, type JsonObject } from './input.ts'
import type { Platform, PlatformKey } from './platform.ts'
import type { Refuse } from './refusal.ts'

interface Found {
  holder: JsonObject
  shape: Shape
  pointer: string
}

/**
 * Puts the plaintext in the place of encrypted fields. Only a body that has one needs `Wechatpay-Serial`, whatever the
 * operation; then it must name one of the platform's keys.
 */
export async function decryptBody(
  body: JsonObject,
  fields: readonly Shape[],
  { headers, platform, refuse }: { headers: RequestHeaders; platform: Platform; refuse: Refuse },
): Promise<void> {
  const found = findEncrypted(body, fields, '')
  if (found.length === 0) return
  const serial = headers.get(GATEWAY_HEADERS.serial)
  if (!serial) throw refuse('platform-serial-missing')
  const key = platformKey(platform, serial)
  if (!key) throw refuse('platform-serial-wrong')
  for (const { holder, shape, pointer } of found) {
    try {
      holder[shape.name] = await decryptField(key.decrypting, holder[shape.name] as string)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      throw refuse('field-undecryptable', {
        values: { source: `/body${pointer}`, name: shape.label },
        detail: { location: 'body', field: pointer, issue: 'cannot decrypt' },
      })
    }
  }
}

/**
 * The same of a v2 message, which says in a field of its own whose key it used: whichever of the platform's keys opens
 * it will do.
 */
export async function decryptFieldsV2(
  body: JsonObject,
  fields: readonly Shape[],
  { platform, refuse }: { platform: Platform; refuse: Refuse },
): Promise<void> {
  for (const { holder, shape } of findEncrypted(body, fields, '')) {
    const text = await openWithAny(platform, holder[shape.name] as string)
    if (text === undefined) throw refuse('v2-field-wrong', { values: { field: shape.name } })
    holder[shape.name] = text
  }
}

/** The same of query parameters. Samples send them as they are: what is no ciphertext for the platform stays. */
export async function decryptQuery(query: JsonObject, fields: readonly Shape[], platform: Platform): Promise<void> {
  for (const { holder, shape } of findEncrypted(query, fields, '')) {
    const text = await openWithAny(platform, holder[shape.name] as string)
    if (text !== undefined) holder[shape.name] = text
  }
}

async function openWithAny({ certificateKey, publicKey }: Platform, text: string): Promise<string | undefined> {
  for (const { decrypting } of [certificateKey, publicKey]) {
    try {
      return await decryptField(decrypting, text)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
  return undefined
}

export function platformKey({ certificateKey, publicKey }: Platform, serial: string): PlatformKey | undefined {
  return [certificateKey, publicKey].find((key) => isSameSerial(serial, key.serial))
}

function findEncrypted(holder: JsonObject, shapes: readonly Shape[], above: string): Found[] {
  return shapes.flatMap((shape): Found[] => {
    const value = holder[shape.name]
    const pointer = `${above}/${shape.name}`
    if (shape.encrypted && typeof value === 'string') return [{ holder, shape, pointer }]
    const { fields } = shape
    if (!fields || value === undefined) return []
    const items = Array.isArray(value) ? value : [value]
    return items.flatMap((item, at) =>
      isObject(item) ? findEncrypted(item, fields, Array.isArray(value) ? `${pointer}/${at}` : pointer) : [],
    )
  })
}

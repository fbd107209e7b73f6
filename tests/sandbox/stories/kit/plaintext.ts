import { Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import { Aes } from 'wechatpay-axios-plugin'
import { schemaOf } from '../../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../../catalog/model/types.ts'
import { loadBehaviour } from '../../../../playground/server/behaviour.node.ts'

const { webhooks } = await loadBehaviour()

interface Sealed {
  resource: { nonce: string; ciphertext: string; associated_data: string }
}

/** What the SDK decrypts of a v3 notification; fails unless it is what the catalog says of the event. */
export function plaintextOf(body: string, { event, key }: { event: string; key: string }): Json {
  const { nonce, ciphertext, associated_data } = (JSON.parse(body) as Sealed).resource
  const plaintext: Json = JSON.parse(Aes.AesGcm.decrypt(ciphertext, key, nonce, associated_data) as string)
  const schema = schemaOf(webhooks[`v3/${event}`]?.plaintext ?? [])
  const { errors } = new Validator(schema, '2020-12', false).validate(plaintext)
  expect(errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`)).toEqual([])
  return plaintext
}

/** What the stories of users share: a merchant with the unchanged SDK, control calls, the clock, and what it is told. */
import { Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import { Aes } from 'wechatpay-axios-plugin'
import { schemaOf } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../../playground/protocol/gateway/index.ts'
import { loadBehaviour } from '../../../playground/server/behaviour.node.ts'
import { createClient, type Gateway } from '../../sdk/gateway.ts'

export type JsonObject = { [name: string]: Json }

export interface Story {
  merchant: MerchantAnswer
  // biome-ignore lint/suspicious/noExplicitAny: the chain is a Proxy; the derived typings describe it, the SDK's own do not
  wxpay: any
  /** A control call that must succeed; the answer. */
  play(path: string, body?: Json): Promise<JsonObject>
  /** A control call that must be refused; its status. */
  refusedPlay(path: string, body?: Json): Promise<number>
  /** Moves the merchant's business time. */
  pass(duration: string): Promise<void>
  /** The plaintexts of the notifications of an event, the oldest first, each valid by the catalog. */
  told(event: string): Promise<JsonObject[]>
}

const behaviour = await loadBehaviour()

export async function tellStory(gateway: Gateway): Promise<Story> {
  const merchant = await gateway.register()
  const control = async (method: string, path: string, body?: Json): Promise<{ status: number; json: JsonObject }> => {
    const response = await gateway.control(merchant, method, path, body)
    return { status: response.status, json: (await response.json()) as JsonObject }
  }
  const succeed = async (path: string, body?: Json): Promise<JsonObject> => {
    const { status, json } = await control('POST', path, body)
    expect([path, status < 300 ? 'done' : json]).toEqual([path, 'done'])
    return json
  }
  return {
    merchant,
    wxpay: createClient(gateway, merchant),
    play: succeed,
    refusedPlay: async (path, body) => (await control('POST', path, body)).status,
    async pass(duration) {
      await succeed('/clock', { advance: duration })
    },
    async told(event) {
      await gateway.sandbox.settled()
      const { json } = await control('GET', '/notifications')
      const bodies = (json.data as { event: string; body: string }[]).filter((entry) => entry.event === event).reverse()
      return bodies.map(({ body }) => plaintextOf(body, { event, key: merchant.apiv3_key }))
    },
  }
}

function plaintextOf(body: string, { event, key }: { event: string; key: string }): JsonObject {
  const { resource } = JSON.parse(body) as { resource: { nonce: string; ciphertext: string; associated_data: string } }
  const { nonce, ciphertext, associated_data } = resource
  const plaintext = JSON.parse(Aes.AesGcm.decrypt(ciphertext, key, nonce, associated_data) as string) as JsonObject
  const webhook = behaviour.webhooks[`v3/${event}`]
  const { errors } = new Validator(schemaOf(webhook?.plaintext ?? []), '2020-12', false).validate(plaintext)
  expect(errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`)).toEqual([])
  return plaintext
}

/** What a refused call answers: status, code and message. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
  const error = (await call.then(
    (done) => ({ done }),
    (reason: unknown) => reason,
  )) as { response?: { status: number; data: { code: string; message: string } }; done?: { data: unknown } }
  if (!error.response) throw new Error(`not refused: ${JSON.stringify(error.done?.data) ?? String(error)}`)
  const { status, data } = error.response
  return { status, code: data.code, message: data.message }
}

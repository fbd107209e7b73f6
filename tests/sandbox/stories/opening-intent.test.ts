import { describe, expect, it } from 'vitest'
import { type Client, createKit, sampleOf } from '../kit/index.ts'

const kit = await createKit()

async function submit(client: Client): Promise<{ code: string; id: string }> {
  const operation = kit.behaviour.operations.find(({ id }) => id === 'post /v3/apply4subject/applyment')
  if (!operation) throw new Error('no operation')
  const sent = await sampleOf(operation, client, kit.behaviour, { fresh: true })
  const { json } = await client.send(sent)
  return { code: String((sent.body as { business_code: string }).business_code), id: String(json.applyment_id) }
}

const query = (client: Client, by: string) => client.send({ url: `/v3/apply4subject/applyment?${by}` })
const cancel = (client: Client, number: string) =>
  client.send({ method: 'POST', url: `/v3/apply4subject/applyment/${number}/cancel` })
const authorized = async (client: Client, sub: string) =>
  (await client.send({ url: `/v3/apply4subject/applyment/merchants/${sub}/state` })).json.authorize_state

describe('an intent to open an account', () => {
  it('is reviewed, confirmed and verified, and then merchants are authorized', async () => {
    const client = await kit.register()
    const { code, id } = await submit(client)
    const play = (control: string, body = {}) => client.control('POST', `/opening-intents/${code}/${control}`, body)
    const state = async () => (await query(client, `applyment_id=${id}`)).json
    expect(await state()).toEqual({ applyment_state: 'APPLYMENT_STATE_WAITTING_FOR_AUDIT' })
    await play('review')
    expect(await state()).toMatchObject({ applyment_state: 'APPLYMENT_STATE_WAITTING_FOR_CONFIRM_CONTACT' })
    expect(await state()).toHaveProperty('qrcode_data')
    await play('confirm')
    await play('verify')
    expect((await query(client, `business_code=${code}`)).json).toMatchObject({
      applyment_state: 'APPLYMENT_STATE_PASSED',
    })
    expect(await authorized(client, '1900000777')).toBe('AUTHORIZE_STATE_UNAUTHORIZED')
    await play('authorize', { sub_mchid: '1900000777' })
    expect(await authorized(client, '1900000777')).toBe('AUTHORIZE_STATE_AUTHORIZED')
    expect(await cancel(client, id)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
  })

  it('is rejected with the field and the reason', async () => {
    const client = await kit.register()
    const { code } = await submit(client)
    const body = { outcome: 'reject', reject_param: 'identification_name', reject_reason: '姓名不符' }
    await client.control('POST', `/opening-intents/${code}/review`, body)
    expect((await query(client, `business_code=${code}`)).json).toEqual({
      applyment_state: 'APPLYMENT_STATE_REJECTED',
      reject_param: 'identification_name',
      reject_reason: '姓名不符',
    })
  })

  it('is withdrawn by either of its numbers, and by no other', async () => {
    const client = await kit.register()
    for (const name of ['id', 'code'] as const) {
      const made = await submit(client)
      expect((await cancel(client, made[name])).status).toBe(204)
      expect((await query(client, `business_code=${made.code}`)).json).toEqual({
        applyment_state: 'APPLYMENT_STATE_CANCELED',
      })
    }
    const missing = { status: 400, json: { code: 'APPLYMENT_NOTEXIST' } }
    expect(await cancel(client, 'nobody')).toMatchObject(missing)
    expect(await query(client, 'business_code=nobody')).toMatchObject(missing)
  })
})

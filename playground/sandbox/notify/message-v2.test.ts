import { describe, expect, it } from 'vitest'
import { createNotifyKit } from '../../../tests/sandbox/notify-kit.ts'
import { entryOf, no, receiver, send, xml, yes } from '../../../tests/sandbox/notify-receiver.ts'
import { readFields } from '../../protocol/xml/index.ts'
import { decryptRefundNotice, decryptResource, signV2 } from '../../signature/index.ts'

describe('a v2 notification', () => {
  const fieldsOf = ({ body }: { body: string }): Record<string, string> => Object.fromEntries(readFields(body) ?? [])

  it('is XML, signed with the v2 key, and acknowledged by return_code alone', async () => {
    const { seen, deliver } = receiver(xml('SUCCESS'))
    const kit = await createNotifyKit({ deliver })
    const entry = await entryOf(kit, await send(kit, 'v2/paid'))
    expect(entry).toMatchObject({ status: 'delivered', protocol: 'v2', signed_with: 'apiv2_key', plaintext: '' })
    expect(seen[0]?.headers['content-type']).toContain('text/xml')
    expect(seen[0]?.headers).not.toHaveProperty('wechatpay-signature')
    const { sign, ...fields } = fieldsOf(entry)
    expect(fields).toMatchObject({ return_code: 'SUCCESS', number: 'N1' })
    expect(sign).toBe(signV2(fields, kit.merchant.record.apiv2_key))
  })

  it.each([
    ['FAIL', xml('FAIL')],
    ['nothing', yes],
    ['JSON', async () => Response.json({ code: 'SUCCESS' })],
    ['an error', no],
  ])('answered by %s is sent again', async (_, deliver) => {
    const kit = await createNotifyKit({ deliver })
    expect(await entryOf(kit, await send(kit, 'v2/paid'))).toMatchObject({
      status: 'failed',
      next_attempt: '2026-06-08T10:35:11+08:00',
    })
  })

  it('is signed with HMAC-SHA256 where its fields say so', async () => {
    const kit = await createNotifyKit()
    const { sign, ...fields } = fieldsOf(await entryOf(kit, await send(kit, 'v2/hmac')))
    expect(sign).toBe(signV2(fields, kit.merchant.record.apiv2_key, 'HMAC-SHA256'))
  })

  it('of a refund carries its content in req_info, and no sign', async () => {
    const kit = await createNotifyKit()
    const entry = await entryOf(kit, await send(kit, 'v2/refund'))
    const { req_info = '', ...fields } = fieldsOf(entry)
    expect(Object.keys(fields).sort()).toEqual(['nonce_str', 'return_code'])
    const content = decryptRefundNotice(req_info, kit.merchant.record.apiv2_key)
    expect(content).toBe(entry.plaintext)
    expect(content).toMatch(/^<root>\s*<number><!\[CDATA\[N1\]\]><\/number>\s*<total>5<\/total>\s*<\/root>$/)
  })

  it('of an event carries its content under the APIv3 key', async () => {
    const kit = await createNotifyKit()
    const entry = await entryOf(kit, await send(kit, 'v2/event'))
    const { event_ciphertext = '', event_nonce = '', event_associated_data, event_type, sign } = fieldsOf(entry)
    expect(event_type).toBe('CHECK')
    expect(sign).toHaveLength(32)
    const sealed = { ciphertext: event_ciphertext, nonce: event_nonce, associated_data: event_associated_data }
    expect(await decryptResource(kit.merchant.apiv3, sealed as never)).toBe(entry.plaintext)
  })
})

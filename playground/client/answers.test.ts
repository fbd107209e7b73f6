import { describe, expect, it } from 'vitest'
import { encryptField, importEncryptingKey } from '../signature/index.ts'
import { createAddresses } from './addresses.ts'
import { decryptFields, factsOf, openingsOf, payableNumber } from './answers.ts'
import type { AnswerFacts } from './data.ts'
import { makeMerchantKeys } from './identity/keys.ts'
import type { Exchange } from './transport/index.ts'

const BERTHS: AnswerFacts = {
  method: 'post',
  wirePath: '/v3/harbour/{berth_id}/guests',
  encrypted: ['skipper', 'crew.name'],
  payable: 'out_berth_no',
}

function exchange(status: number, body: string): Exchange {
  const answer = { status, statusText: '', headers: [], bytes: new Uint8Array() }
  const outcome = {
    kind: 'sent' as const,
    answer,
    verdict: { ok: true as const, serial: 'PUB_KEY_ID_1' },
    unsigned: false,
    milliseconds: 1,
  }
  return { id: 1, method: 'POST', target: '/v3/harbour/7/guests', headers: [], body, dropped: [], outcome }
}

it('finds the operation of a request by its template, query left aside', () => {
  expect(factsOf({ method: 'POST', target: '/v3/harbour/7/guests?a=/b' }, [BERTHS])).toBe(BERTHS)
  expect(factsOf({ method: 'GET', target: '/v3/harbour/7/guests' }, [BERTHS])).toBeUndefined()
  expect(factsOf({ method: 'POST', target: '/v3/harbour/7/guests/1' }, [BERTHS])).toBeUndefined()
})

it('opens what was encrypted for the merchant, and says what it cannot open', async () => {
  const { decryptingKey, publicKey } = await makeMerchantKeys()
  const other = await importEncryptingKey((await makeMerchantKeys()).publicKey)
  const own = await importEncryptingKey(publicKey)
  const answer = {
    skipper: await encryptField(own, '王船长'),
    crew: [
      { name: await encryptField(own, '李四') },
      { name: await encryptField(other, '别人的') },
      { rank: 1 },
      { name: 5 },
    ],
  }
  const fields = await decryptFields(JSON.stringify(answer), BERTHS.encrypted, decryptingKey)
  expect(fields).toEqual([
    { path: 'skipper', plaintext: { ok: true, text: '王船长' } },
    { path: 'crew[0].name', plaintext: { ok: true, text: '李四' } },
    { path: 'crew[1].name', plaintext: { ok: false, message: expect.stringContaining('敏感字段解密失败') } },
    { path: 'crew[3].name', plaintext: { ok: false, message: expect.stringContaining('Base64') } },
  ])
  expect(await decryptFields('<xml/>', BERTHS.encrypted, decryptingKey)).toEqual([])
})

it('knows the number to pay by once the order was accepted, and not before', () => {
  expect(payableNumber(exchange(200, '{"out_berth_no":"B1"}'), BERTHS)).toBe('B1')
  expect(payableNumber(exchange(400, '{"out_berth_no":"B1"}'), BERTHS)).toBeUndefined()
  expect(payableNumber(exchange(200, '{"out_berth_no":"B1"}'), undefined)).toBeUndefined()
  expect(payableNumber(exchange(200, 'no JSON'), BERTHS)).toBeUndefined()
})

describe('pages that an answer opens', () => {
  const ticket: AnswerFacts = {
    ...BERTHS,
    opens: [{ kind: 'cashier', title: '交泊位费', ticket: 'quay.pass' }],
  }
  const review: AnswerFacts = {
    ...BERTHS,
    opens: [
      {
        kind: 'review',
        title: '审核泊位',
        page: { resource: 'berths', name: 'review', key: { answer: 'out_berth_no', request: 'berth_id' } },
      },
    ],
  }
  const answered = (status: number, answer: string, body = '{}'): Exchange => {
    const made = exchange(status, body)
    if (made.outcome?.kind === 'sent') made.outcome.answer.bytes = new TextEncoder().encode(answer)
    return made
  }

  it('by the ticket in a field, of JSON and of XML', () => {
    const opened = [{ kind: 'cashier', title: '交泊位费', by: { ticket: 'weixin://a?b=1' } }]
    expect(openingsOf(answered(200, '{"quay":{"pass":"weixin://a?b=1"}}'), ticket)).toEqual(opened)
    const xml = '<xml><quay><pass><![CDATA[weixin://a?b=1]]></pass></quay></xml>'
    expect(openingsOf(answered(200, xml), ticket)).toEqual(opened)
  })

  it('by the number in the answer, in the request, or in the path', () => {
    const by = (key: string) => [{ kind: 'review', title: '审核泊位', by: { resource: 'berths', key, page: 'review' } }]
    expect(openingsOf(answered(200, '{"out_berth_no":"A1"}', '{"berth_id":"B2"}'), review)).toEqual(by('A1'))
    expect(openingsOf(answered(200, '{}', '{"berth_id":"B2"}'), review)).toEqual(by('B2'))
    expect(openingsOf(answered(200, '{}'), review)).toEqual(by('7'))
  })

  it('none where the gateway refused, or the answer lacks the field', () => {
    expect(openingsOf(answered(400, '{"quay":{"pass":"x"}}'), ticket)).toEqual([])
    expect(openingsOf(answered(200, '{"quay":{}}'), ticket)).toEqual([])
    expect(openingsOf(answered(200, 'no JSON'), ticket)).toEqual([])
    expect(openingsOf(answered(200, '{"quay":{"pass":"x"}}'), BERTHS)).toEqual([])
  })
})

describe('addresses of pages', () => {
  const { ticket, pageOf } = createAddresses('/docs/', 'https://site.test')

  it('carry a ticket whole', () => {
    expect(ticket('weixin://wxpay/bizpayurl/up?pr=a&groupid=00')).toBe(
      'https://site.test/docs/sandbox/_sandbox/pages?ticket=weixin%3A%2F%2Fwxpay%2Fbizpayurl%2Fup%3Fpr%3Da%26groupid%3D00',
    )
  })

  it('stay on this site, wherever the gateway thinks it is', () => {
    expect(ticket('http://sandbox.invalid/_sandbox/pages/Ab12')).toBe(
      'https://site.test/docs/sandbox/_sandbox/pages/Ab12',
    )
    expect(pageOf('berths', 'a/b', 'review')).toBe('https://site.test/docs/sandbox/_sandbox/berths/a%2Fb/pages/review')
  })
})

import { expect, it } from 'vitest'
import { encryptField, importEncryptingKey } from '../signature/index.ts'
import { decryptFields, factsOf, payableNumber } from './answers.ts'
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

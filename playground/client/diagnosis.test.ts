import { expect, it } from 'vitest'
import { createAddresses } from './addresses.ts'
import { placeOf, readDiagnosis } from './diagnosis.ts'
import type { Identity } from './identity/index.ts'
import type { Exchange } from './transport/index.ts'

const addresses = createAddresses('/docs/', 'https://site.test')
const identity = { control_token: 'token' } as Identity
const DIAGNOSIS = {
  cause: 'query-dropped',
  causes: ['query-dropped'],
  title: '签名串里的地址没有查询参数',
  detail: '',
  advice: '一起签',
  proven: true,
  difference: { byte: 20, part: 'url', expected: '?a=1', signed: '\\n1' },
}

function exchangeOf(headers: [string, string][]): Exchange {
  return { outcome: { kind: 'sent', answer: { status: 401, headers } } } as unknown as Exchange
}

const refused = exchangeOf([
  ['x-sandbox-diagnosis', 'query-dropped'],
  ['x-sandbox-trace', 'abc'],
])

it('asks for the trace of a refused signature, as the merchant', async () => {
  const asked: unknown[] = []
  const ask = async (address: string, init?: RequestInit): Promise<Response> => {
    asked.push([address, init?.headers])
    return Response.json({ id: 'abc', signature: { verdict: 'invalid', diagnosis: DIAGNOSIS } })
  }
  expect(await readDiagnosis(refused, { addresses, ask, identity })).toEqual(DIAGNOSIS)
  expect(asked).toEqual([['https://site.test/docs/sandbox/_sandbox/traces/abc', { Authorization: 'Bearer token' }]])
})

it('asks nothing of other answers, and has nothing to say where the trace is gone', async () => {
  const gone = async (): Promise<Response> => Response.json({ code: 'TRACE_MISSING' }, { status: 404 })
  const never = async (): Promise<Response> => Promise.reject(new Error('asked'))
  expect(await readDiagnosis(refused, { addresses, ask: gone, identity })).toBeUndefined()
  expect(await readDiagnosis(refused, { addresses, ask: never, identity })).toBeUndefined()
  expect(
    await readDiagnosis(exchangeOf([['x-sandbox-trace', 'abc']]), { addresses, ask: gone, identity }),
  ).toBeUndefined()
})

it('says where the difference is', () => {
  expect(placeOf(DIAGNOSIS.difference)).toBe('从第 21 个字节起不同，在地址处')
})

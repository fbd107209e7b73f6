import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { createKit } from '../../../tests/sandbox/kit/index.ts'
import { createEngine } from '../engine.ts'
import { createMemoryStore } from '../store/memory.ts'
import { TOPICS } from './docs/index.ts'
import { createControl } from './index.ts'
import { describeControl } from './openapi.ts'

const kit = await createKit()
const { resources } = kit.behaviour
type Responses = Record<string, { content?: Record<string, { schema?: object }> }>
interface Described {
  components: object
  paths: Record<string, Record<string, { security?: unknown[]; responses: Record<string, unknown>; tags: string[] }>>
}
const document = describeControl(resources) as unknown as Described
const inBraces = (path: string): string => path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')

describe('the document of the control calls', () => {
  it('has every route, and no other', () => {
    const app = createControl(createEngine({ behaviour: kit.behaviour, store: createMemoryStore() }))
    const routes = app.routes.filter(({ method }) => method !== 'ALL')
    const known = new Set(routes.map(({ method, path }) => `${method.toLowerCase()} ${inBraces(path)}`))
    // one route each for what the data of all resources have
    for (const generic of ['/{resource}/{key}/{control}', '/{resource}']) {
      expect(known.delete(`post ${generic}`), generic).toBe(true)
    }
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const controls = Object.entries(resources).flatMap(([name, { controls = {}, arrive }]) => [
      ...(arrive ? [`post /${name}`] : []),
      ...Object.keys(controls).map((control) => `post /${name}/{key}/${control}`),
    ])
    expect(controls.length).toBeGreaterThan(0)
    expect(described.sort()).toEqual([...known, ...controls].sort())
  })

  it('tells which calls need a token', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { security, responses }] of Object.entries(operations)) {
        const open = security !== undefined
        expect(Object.hasOwn(responses, '401'), `${method} ${path}`).toBe(!open)
        const answer = await kit.sandbox.fetch(
          new Request(`http://x/_sandbox${path.replace(/[{}]/g, '')}`, { method: method.toUpperCase() }),
        )
        expect(answer.status === 401, `${method} ${path}`).toBe(!open)
      }
    }
  })

  it('is what the sandbox hands out', async () => {
    const answer = await kit.sandbox.fetch(new Request('http://x/_sandbox/openapi.json'))
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)))
  })

  it('shares no first segment between resources and topics', () => {
    const topics = TOPICS.flatMap(({ docs }) => docs.map(({ path }) => path.split('/')[1] ?? ''))
    expect(topics.filter((name) => Object.hasOwn(resources, name))).toEqual([])
  })
})

describe('answers are as the document says', () => {
  it('of every call on the way of an order', async () => {
    const client = await kit.register()
    const { mchid, appid } = client.merchant
    const body = {
      appid,
      mchid,
      description: 'x',
      out_trade_no: 'DOC-000001',
      amount: { total: 1 },
      notify_url: 'https://example.com/n',
    }
    expect((await client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })).status).toBe(200)
    const call = async (method: string, path: string, { at = path, sent }: { at?: string; sent?: object } = {}) => {
      const { status, json } = await client.control(method, path, sent as never)
      const known = document.paths[at]?.[method.toLowerCase()]?.responses as Responses | undefined
      const content = known?.[String(status)]?.content ?? {}
      const [type = ''] = Object.keys(content)
      const schema = content[type]?.schema
      expect(schema, `${method} ${at} ${status}`).toBeDefined()
      const result = new Validator({ ...schema, components: document.components } as never, '2020-12').validate(json)
      expect(result.errors, `${method} ${at} ${status} ${JSON.stringify(json)}`).toEqual([])
      return { status, json }
    }
    const key = { at: '/transactions/{key}/pay' }
    expect(
      (await call('POST', '/transactions/DOC-000001/pay', { ...key, sent: { outcome: 'cancel' } })).json,
    ).toMatchObject({ outcome: 'cancel', state: 'NOTPAY' })
    expect((await call('POST', '/transactions/DOC-000001/pay', key)).json).toMatchObject({
      state: 'SUCCESS',
      moved: true,
    })
    expect((await call('POST', '/transactions/DOC-000001/pay', key)).json).toMatchObject({
      state: 'SUCCESS',
      moved: false,
    })
    expect((await call('POST', '/transactions/NOBODY/pay', key)).status).toBe(404)
    for (const sent of [{ outcome: 'x' }, { nothing: 1 }, { openid: 1 }]) {
      expect(await call('POST', '/transactions/DOC-000001/pay', { ...key, sent })).toMatchObject({
        status: 400,
        json: { code: 'BODY_INVALID', detail: expect.stringMatching(/[一-龥]/) },
      })
    }
    expect((await call('GET', '/transactions?limit=1', { at: '/{resource}' })).json.data).toMatchObject([
      { key: 'DOC-000001' },
    ])
    expect((await call('GET', '/transactions?limit=0', { at: '/{resource}' })).status).toBe(400)
    expect((await call('GET', '/nothing', { at: '/{resource}' })).status).toBe(404)
    await call('GET', '/transactions/DOC-000001', { at: '/{resource}/{key}' })
    await call('POST', '/transactions/DOC-000001/pages/cashier', { at: '/{resource}/{key}/pages/{page}' })
    const [{ id = '' } = {}] = (await call('GET', '/notifications')).json.data as { id?: string }[]
    await call('GET', `/notifications/${id}`, { at: '/notifications/{id}' })
    await call('POST', `/notifications/${id}/replay`, { at: '/notifications/{id}/replay' })
    await call('PUT', '/notifications/settings', { sent: { signtest: false } })
    await call('GET', '/notifications/settings')
    const [trace] = (await call('GET', '/traces')).json.data as { id: string }[]
    await call('GET', `/traces/${trace?.id}`, { at: '/traces/{id}' })
    await call('POST', '/faults', { sent: { operation: 'post /v3/refund/domestic/refunds', code: 'SYSTEM_ERROR' } })
    await call('GET', '/faults')
    await call('GET', '/clock')
    await call('POST', '/clock', { sent: { advance: 'PT1H' } })
    expect((await call('POST', '/clock', { sent: { advance: 'x' } })).status).toBe(400)
    await call('GET', '/keys')
    await call('GET', '/health')
    await call('POST', '/merchants')
  })
})

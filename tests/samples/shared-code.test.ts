import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import type { Field, Operation } from '../../catalog/model/types.ts'
import { field, neverSeenCatalog } from '../fixtures/never-seen.ts'
import { APIV3_KEY, type FakeGateway, SERIAL, startFakeGateway } from './fake-gateway.ts'
import type { Job, Outcome } from './jobs.ts'
import { LANGUAGES } from './languages.ts'
import { machineFor } from './toolchain.ts'

const MINUTES = 60_000
const catalog = neverSeenCatalog()
const [template] = catalog.operations.filter(({ method }) => method === 'get')

let gateway: FakeGateway
let folder: string
beforeAll(async () => {
  gateway = await startFakeGateway()
  folder = await mkdtemp(join(tmpdir(), 'shared-'))
})
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

function operation(more: Partial<Operation>): Operation {
  if (!template) throw new Error('the fixture has no GET')
  return { ...template, parameters: { path: [], query: [], header: [] }, ...more }
}

/** Asks the gateway for one of its answers. */
function caseOf(name: string, encrypted: string[] = []): Operation {
  const path = [field('name', 'string', { required: true, example: name })]
  const fields = encrypted.map((one) => field(one, 'string', { encrypted: true }))
  const replies = [{ status: 200, description: '', mediaType: 'application/json', fields }]
  const address = { path: '/v3/cases/{name}', wirePath: '/v3/cases/{name}' }
  return operation({ ...address, parameters: { path, query: [], header: [] }, replies })
}

function toJobs(operations: readonly Operation[], options: { sample: string; folder: string }): Job[] {
  const env = {
    WECHATPAY_BASE_URL: gateway.url,
    WECHATPAY_MCHID: '1900000001',
    WECHATPAY_SERIAL: 'ABCDEF',
    WECHATPAY_PRIVATE_KEY: join(options.folder, 'key.pem'),
    WECHATPAY_PLATFORM_SERIAL: SERIAL,
    WECHATPAY_PLATFORM_PUBLIC_KEY: join(options.folder, 'platform.pem'),
    WECHATPAY_APIV3_KEY: APIV3_KEY,
  }
  return operations.map((one, index) => {
    const code = deriveSamples(one, catalog).find(({ id }) => id === options.sample)?.code ?? ''
    return { id: String(index), code, env }
  })
}

/** What each language says to an answer, without the name that it gives to its errors. */
const EXPECTED: [name: string, says: RegExp, encrypted?: string[]][] = [
  ['good', /^200 \{\s*"value": "一"\s*\}\s*$/],
  ['plain', /^200 \{\s*"value": "一"\s*\}\s*$/],
  ['empty', /^204\s*$/],
  ['secret', /"name": "李四"[\s\S]*"resource": "明文 \\"1\\""/, ['name', 'resource']],
  ['flipped', /签名与内容不符/],
  ['late', /时间戳 \d+ 与本机时钟相差超过/],
  ['early', /时间戳 \d+ 与本机时钟相差超过/],
  ['stranger', /签名所用的密钥 PUB_KEY_ID_1 不是 WECHATPAY_PLATFORM_SERIAL/],
  ['unsigned', /签名所用的密钥 .*不是 WECHATPAY_PLATFORM_SERIAL/],
  ['probe', /签名与内容不符/],
  ['refused', /400 PARAM_ERROR: 参数 "a" 错误/],
  ['broken', /502 HTTP_ERROR: <html>坏了<\/html>/],
]

/** Strings, of every character; numbers, lists and objects in each other; JSON in a string. */
function nasty(): { body: Field[]; value: Record<string, unknown> } {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 12 }), { numRuns: 200, seed: 3 })
  const fixed = [
    '\\',
    '"',
    "'",
    '\\u0041',
    '\n\r\t\u2028',
    '${HOME} `id` %s {0}',
    '</xml>',
    '双桨😀',
    '\\"',
    "'''",
    '"""',
    '\ufeff',
  ]
  const strings = Object.fromEntries([...fixed, ...texts].map((text, index) => [`s${index}`, text]))
  const leaves = Object.entries(strings).map(([name, example]) => field(name, 'string', { example }))
  const numbers = { whole: 4_294_967_296, small: -7, part: 0.25, yes: true, no: false, digits: '0012' }
  const scalars = [
    field('whole', 'integer', { example: numbers.whole }),
    field('small', 'integer', { example: numbers.small }),
    field('part', 'number', { example: numbers.part }),
    field('yes', 'boolean', { example: true }),
    field('no', 'boolean', { example: false }),
    field('digits', 'string', { example: '0012' }),
  ]
  const inner = [field('tags', 'string', { list: true, example: '一' }), ...scalars]
  const nested = field('lists', 'object', {
    list: true,
    fields: [field('deep', 'object', { list: true, fields: inner })],
  })
  const carried = field('carried', 'string', {
    jsonString: true,
    fields: [field('text', 'string', { example: '"\\\n' })],
  })
  const empty = field('empty', 'object', { required: true })
  return {
    body: [...leaves, nested, carried, empty],
    value: {
      ...strings,
      lists: [{ deep: [{ tags: ['一'], ...numbers }] }],
      carried: { text: '"\\\n' },
      empty: {},
    },
  }
}

const SPECIAL = '船 1/2?a=b&c#d%20+\'"\\~*'

const languages = Object.entries(LANGUAGES).filter(([name]) => name !== 'cURL')

describe.each(languages)('the shared code in %s', (name, language) => {
  const { programs, missing, leftOut } = machineFor(name, language.needs)

  async function run(operations: readonly Operation[]): Promise<Outcome[]> {
    expect(missing, 'toolchains').toEqual([])
    const own = await mkdtemp(join(folder, `${language.sample}-`))
    await writeFile(join(own, 'key.pem'), gateway.merchantKey)
    await writeFile(join(own, 'platform.pem'), gateway.platformKey)
    gateway.arrived.length = 0
    return language.run(toJobs(operations, { sample: language.sample, folder: own }), { folder: own, programs })
  }

  it.skipIf(leftOut)(
    'takes genuine answers, decrypts them, and refuses the others, each with its reason',
    async () => {
      const outcomes = await run(EXPECTED.map(([one, , encrypted]) => caseOf(one, encrypted)))
      const said = EXPECTED.map(([one, says], index) => ({ one, says, output: outcomes[index]?.output ?? '' }))
      expect(said.filter(({ says, output }) => !says.test(output))).toEqual([])
      const taken = EXPECTED.filter((_, index) => outcomes[index]?.ok).map(([one]) => one)
      expect(taken).toEqual(['good', 'plain', 'empty', 'secret'])
      expect(gateway.arrived.every(({ signed }) => signed)).toBe(true)
    },
    2 * MINUTES,
  )

  it.skipIf(leftOut)(
    'sends every value as the catalog has it, over the bytes that it signs',
    async () => {
      const { body: fields, value } = nasty()
      const special = field('name', 'string', { required: true, example: SPECIAL })
      const reply = [{ status: 200, description: '', mediaType: 'application/json', fields: [] }]
      const body = { mediaType: 'application/json', required: true, fields } as const
      const addressed = operation({
        wirePath: '/v3/places/{name}',
        parameters: { path: [special], query: [special], header: [] },
        replies: reply,
      })
      const outcomes = await run([
        operation({ method: 'post', wirePath: '/v3/values', body, replies: reply }),
        addressed,
      ])
      expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
      const [posted, asked] = gateway.arrived
      const { carried, ...sent } = JSON.parse(posted?.body ?? '{}') as Record<string, unknown>
      expect({ ...sent, carried: JSON.parse(String(carried)) }).toEqual(value)
      const [path = '', query = ''] = asked?.target.split('?') ?? []
      expect(path.split('/').slice(3).map(decodeURIComponent)).toEqual([SPECIAL])
      expect(decodeURIComponent(query)).toBe(`name=${SPECIAL}`)
      expect(gateway.arrived.map(({ signed }) => signed)).toEqual([true, true])
    },
    2 * MINUTES,
  )
})

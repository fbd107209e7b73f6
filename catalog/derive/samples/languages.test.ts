import { describe, expect, it } from 'vitest'
import { field, neverSeenCatalog } from '../../../tests/fixtures/never-seen.ts'
import type { Operation } from '../../model/types.ts'
import { encryptedNames } from './answer.ts'
import { escapeGo } from './go.ts'
import { deriveSamples } from './index.ts'
import { escapeJava } from './java.ts'
import { escapePython } from './python.ts'

const catalog = neverSeenCatalog()
const find = (method: string, protocol: string): Operation => {
  const operation = catalog.operations.find((one) => one.method === method && one.protocol === protocol)
  if (!operation) throw new Error(`no ${method} of ${protocol}`)
  return operation
}
const get = find('get', 'v3')
const v2 = find('post', 'v2')
const ok = (mediaType: string, fields = get.replies[0]?.fields ?? []) => [
  { status: 200, description: '', mediaType, fields },
]
const resource = ['algorithm', 'nonce', 'associated_data', 'ciphertext'].map((name) => field(name, 'string'))
const harbour = field('harbour', 'string', { required: true, example: '码头/1 "甲" \'乙\' \\' })
const secrets = [
  field('boats', 'object', { list: true, fields: [field('skipper', 'string', { encrypted: true })] }),
  field('log', 'object', { fields: resource }),
]

/** What each language has to write in a way of its own. */
const cases: Record<string, Operation> = {
  'a file of another host': {
    ...get,
    server: 'https://files.example.com',
    parameters: { ...get.parameters, path: [harbour] },
    wirePath: '/v3/harbours/{harbour}/photo',
    replies: ok('application/pdf', []),
  },
  'an answer with secrets': {
    ...get,
    parameters: { path: [], query: [], header: [] },
    replies: ok('application/json', secrets),
  },
  'a DELETE with a body and a header': {
    ...get,
    method: 'delete',
    parameters: {
      ...get.parameters,
      query: [],
      header: [field('Idempotency-Key', 'string', { required: true, example: 'K1' })],
    },
    body: {
      mediaType: 'application/json',
      required: true,
      fields: [
        field('ids', 'integer', { list: true, example: 4_294_967_296 }),
        field('depth', 'number', { example: 0.5 }),
        field('digits', 'string', { example: '0042' }),
        field('wet', 'boolean', { example: true }),
      ],
    },
  },
  'JSON in the query': {
    ...get,
    wirePath: '/v3/harbours',
    parameters: {
      path: [],
      query: [
        field('where', 'string', { jsonString: true, fields: [field('sea', 'string', { example: '东海' })] }),
        harbour,
      ],
      header: [],
    },
  },
  'v2 by GET, without a nonce, with a certificate': {
    ...v2,
    method: 'get',
    body: undefined,
    parameters: {
      ...v2.parameters,
      query: [field('mch_id', 'string', { example: '1900000001' }), field('sign', 'string', { required: true })],
    },
    nonceless: true,
    mutualTls: true,
  } as Operation,
}

describe('the samples of other languages', () => {
  it.each(['python', 'go', 'java', 'node', 'curl'])('print what is special, in %s', async (group) => {
    const printed = Object.entries(cases).map(([name, operation]) => {
      const sample = deriveSamples(operation, catalog).find((one) => one.group === group)
      return `## ${name}\n\n\`\`\`${sample?.lang}\n${sample?.code}\n\`\`\`\n`
    })
    await expect(printed.join('\n')).toMatchFileSnapshot(`./__snapshots__/special-${group}.md`)
  })

  it('mark the identity and what has to be new, like the call of Node.js', () => {
    const create = find('post', 'v3')
    for (const id of ['node-call', 'python', 'go', 'java']) {
      const { segments = [], code } = deriveSamples(create, catalog).find((one) => one.id === id) ?? { code: '' }
      expect(segments.map((one) => (typeof one === 'string' ? one : one.example)).join(''), id).toBe(code)
      expect(
        segments.flatMap((one) => (typeof one === 'string' ? [] : one.slot)),
        id,
      ).toEqual(['mchid', 'fresh'])
    }
  })

  it('find secrets at any depth', () => {
    expect(encryptedNames({ ...get, replies: ok('application/json', secrets) })).toEqual(['skipper', 'log'])
  })
})

describe('literals', () => {
  it.each([
    ['plain 双桨 😀', 'plain 双桨 😀', 'plain 双桨 😀', 'plain 双桨 😀'],
    [`'"\\`, `\\'"\\\\`, `'\\"\\\\`, `'\\"\\\\`],
    ['a\nb\rc\td', 'a\\nb\\u000dc\\u0009d', 'a\\nb\\u000dc\\u0009d', 'a\\nb\\rc\\u0009d'],
    ['\\u0041', '\\\\u0041', '\\\\u0041', '\\\\u0041'],
    ['\u2028', '\u2028', '\\u2028', '\u2028'],
  ])('%j', (text, python, go, java) => {
    expect([escapePython(text), escapeGo(text), escapeJava(text)]).toEqual([python, go, java])
  })
})

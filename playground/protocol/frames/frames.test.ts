import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { FRAME_LIMITS, fromFrameSchema, fromWorkerSchema, type Shown, toWorkerSchema } from './index.ts'

const request = {
  kind: 'request',
  id: 1,
  method: 'GET',
  target: '/v3/certificates',
  protocol: 'v3',
  headers: [['Accept', '*/*']],
  body: { kind: 'none' },
}

describe('a message of the worker', () => {
  test('as the runtime writes it, passes', () => {
    expect(v.is(fromWorkerSchema, request)).toBe(true)
    expect(v.is(fromWorkerSchema, { kind: 'console', level: 'log', values: [{ kind: 'string', text: 'a' }] })).toBe(
      true,
    )
  })

  test.each([
    ['an unknown kind', { kind: 'fetch', address: '/' }],
    ['another method', { ...request, method: 'TRACE' }],
    ['a field nobody knows', { ...request, address: 'https://evil.example' }],
    ['a target that is too long', { ...request, target: `/v3/${'a'.repeat(FRAME_LIMITS.text)}` }],
    ['a body that is too long', { ...request, body: { kind: 'text', text: 'a'.repeat(FRAME_LIMITS.body + 1) } }],
    [
      'a file that is too long',
      { ...request, body: { kind: 'form', parts: [{ name: 'f', content: new Uint8Array(FRAME_LIMITS.file + 1) }] } },
    ],
    ['too many headers', { ...request, headers: Array.from({ length: FRAME_LIMITS.headers + 1 }, () => ['A', 'b']) }],
    ['an answer', { kind: 'answer', id: 1, status: 200 }],
    ['no object', 'request'],
  ])('with %s does not', (_, message) => {
    expect(v.is(fromWorkerSchema, message)).toBe(false)
  })

  test('shows values of any depth the limits allow', () => {
    let value: Shown = { kind: 'number', text: '1' }
    for (let depth = 0; depth < FRAME_LIMITS.depth; depth++)
      value = { kind: 'object', text: 'Object', entries: [['a', value]] }
    expect(v.is(fromWorkerSchema, { kind: 'idle', value })).toBe(true)
  })
})

test('a frame cannot speak for the worker, nor the page be told a status that is none', () => {
  expect(v.is(fromFrameSchema, request)).toBe(false)
  const answer = {
    kind: 'answer',
    id: 1,
    status: 200,
    statusText: '',
    headers: [],
    body: new Uint8Array(),
    verdict: { ok: true },
  }
  expect(v.is(toWorkerSchema, answer)).toBe(true)
  expect(v.is(toWorkerSchema, { ...answer, status: 0 })).toBe(false)
})

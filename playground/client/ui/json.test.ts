import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prettyJson, tokenizeJson } from './json.ts'

test('pretty JSON says the same, indented as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

test('numbers keep their digits', () => {
  expect(prettyJson('{"a":12345678901234567890,"b":1.10}')).toBe('{\n  "a": 12345678901234567890,\n  "b": 1.10\n}')
})

test('the colours cover the whole text, in order', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2)
      expect(
        tokenizeJson(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('what is no JSON object or list is left alone', () => {
  for (const text of ['', 'SUCCESS', '"a"', '12', '{']) expect(prettyJson(text)).toBeUndefined()
})

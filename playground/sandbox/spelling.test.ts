import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSpelling } from './spelling.ts'

const decimals = (text: string): string[] => [...readSpelling(text).decimals]

describe('the spelling of a JSON text', () => {
  it('tells where a number has a fraction or an exponent', () => {
    expect(decimals('{"a":1.0,"b":{"c":[1,1e2,-2.50E+3]},"d":12,"e":"1.0"}')).toEqual(['/a', '/b/c/1', '/b/c/2'])
    expect(decimals('1.5')).toEqual([''])
  })

  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":[0,{"c":1,"d":2,"c":3}]}}', '/a/b/1/c'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"a":{"b":1},"b":{"a":1},"c":"\\"a\\":1,\\"a\\":2"}', undefined],
    ['[{"a":1},{"a":1}]', undefined],
  ])('%s repeats %s', (text, repeated) => expect(readSpelling(text).repeated).toBe(repeated))

  it('is plain for whatever is written by JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(readSpelling(text).repeated).toBeUndefined()
        if (!/[.eE]/.test(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, ''))) expect(decimals(text)).toEqual([])
      }),
    )
  })
})

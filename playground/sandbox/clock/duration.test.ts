import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTime, plusDuration } from './duration.ts'

const at = (text: string): number => Date.parse(text)

describe('a duration', () => {
  it.each([
    ['PT2H', '2026-01-31T14:00:00+08:00'],
    ['PT90S', '2026-01-31T12:01:30+08:00'],
    ['PT0.5S', '2026-01-31T12:00:00.500+08:00'],
    ['P1D', '2026-02-01T12:00:00+08:00'],
    ['P1DT2H30M15S', '2026-02-01T14:30:15+08:00'],
    ['P2W', '2026-02-14T12:00:00+08:00'],
    ['P1M', '2026-02-28T12:00:00+08:00'],
    ['P25M', '2028-02-29T12:00:00+08:00'],
    ['P1Y2M3DT4H', '2027-04-03T16:00:00+08:00'],
    ['PT0S', '2026-01-31T12:00:00+08:00'],
  ])('%s later', (duration, later) => {
    expect(plusDuration(at('2026-01-31T12:00:00+08:00'), duration)).toBe(at(later))
  })

  it('takes the months of Beijing', () => {
    // there it is already the 1st of March
    expect(plusDuration(at('2026-02-28T20:00:00Z'), 'P1M')).toBe(at('2026-04-01T04:00:00+08:00'))
  })

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '2H',
    'PT2',
    'P1H',
    'PT1D',
    '-PT1H',
    'PT-1H',
    'PT1.5H',
    'PT1H ',
    'PT1M1H',
    'P99999999Y',
  ])('%j is none', (text) => {
    expect(plusDuration(0, text)).toBeUndefined()
  })

  it('of days, hours, minutes and seconds adds up', () => {
    const part = fc.integer({ min: 0, max: 999 })
    fc.assert(
      fc.property(part, part, part, part, (d, h, m, s) => {
        expect(plusDuration(0, `P${d}DT${h}H${m}M${s}S`)).toBe((((d * 24 + h) * 60 + m) * 60 + s) * 1000)
      }),
    )
  })
})

describe('a time', () => {
  it.each(['2026-01-31T12:00:00+08:00', '2026-01-31T04:00:00Z', '2026-01-31T04:00:00.000Z'])('%s', (text) => {
    expect(parseTime(text)).toBe(Date.UTC(2026, 0, 31, 4))
  })

  it.each([
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-02-31T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31 12:00:00Z',
    '1700000000',
    '',
  ])('%j is none', (text) => {
    expect(parseTime(text)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import {
  causeOf,
  type Mistake,
  NEIGHBOURS,
  NOW,
  neighbour,
  PLATFORM,
  rsa,
  SERIAL,
} from '../../../tests/sandbox/mistakes.ts'
import type { Cause } from './index.ts'

describe('the header and its numbers', () => {
  it.each<[Cause[], string, Mistake]>([
    [['authorization-missing'], 'none', { check: 'authorization-missing', header: () => null }],
    [['authorization-scheme'], 'Bearer', { check: 'authorization-scheme', header: () => 'Bearer x' }],
    [
      ['authorization-format'],
      'spaces',
      { check: 'authorization-malformed', header: (right) => right.replace(/,/g, ', ') },
    ],
    [['timestamp-milliseconds'], '13 digits', { check: 'authorization-malformed', timestamp: `${NOW}000` }],
    [['timestamp-window'], 'an hour late', { check: 'timestamp-window', timestamp: String(NOW - 3600) }],
    [['merchant-unknown'], 'nobody', { check: 'merchant-unknown' }],
    [['serial-platform'], 'platform', { check: 'serial-wrong', serial: PLATFORM }],
    [['serial-format'], 'lower case', { check: 'serial-wrong', serial: SERIAL.toLowerCase() }],
    [['serial-format'], 'decimal', { check: 'serial-wrong', serial: BigInt(`0x${SERIAL}`).toString() }],
    [
      ['serial-other-merchant', 'key-other-merchant'],
      'all of another',
      { check: 'serial-wrong', serial: NEIGHBOURS, seal: rsa(neighbour.privateKey) },
    ],
    [['serial-unknown'], 'of nobody', { check: 'serial-wrong', serial: 'F'.repeat(40) }],
  ])('%s: %s', async (causes, _, mistake) => {
    expect((await causeOf(mistake))?.causes).toEqual(causes)
  })

  it('says what it saw', async () => {
    const late = await causeOf({ check: 'timestamp-window', timestamp: String(NOW - 8 * 3600) })
    expect(late?.detail).toBe('请求的时间戳比网关早 480 分钟，接近 8 小时整，可能按本地时区算了秒数')
    const serial = await causeOf({ check: 'serial-wrong', serial: PLATFORM })
    expect(serial?.detail).toContain('私钥是对的')
    const spaces = await causeOf({
      check: 'authorization-malformed',
      header: (right) => right.replace(/,timestamp="\d+"/, ''),
    })
    expect(spaces?.detail).toBe('缺少 timestamp')
  })
})

it('says nothing of a refusal that is none of a signature', async () => {
  expect(await causeOf({ check: 'field-required' })).toBeUndefined()
})

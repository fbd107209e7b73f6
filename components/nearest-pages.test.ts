import { describe, expect, it } from 'vitest'
import type { NavNode } from '../catalog/derive/pages/navigation.ts'
import { nearestPages, plainAddress, samePage } from './nearest-pages.ts'

const page = (title: string, path: string, tag = 'GET'): NavNode => ({ title, page: path, tag })
const nodes: NavNode[] = [
  {
    title: '储物柜',
    children: [
      page('租柜', '/openapi/v3/lockers/rentals', 'POST'),
      page('按单号查询', '/openapi/v3/lockers/rentals/out-no/{out_no}'),
      page('退柜', '/openapi/v3/lockers/rentals/out-no/{out_no}/return', 'POST'),
      page('查询柜门', '/openapi/v3/lockers/doors#get'),
      page('新增柜门', '/openapi/v3/lockers/doors#post', 'POST'),
    ],
  },
  { title: '通知', children: [page('到期', '/webhook/v3/RENTAL.EXPIRED', '通知')] },
]
const titles = (address: string): string[] => nearestPages(nodes, plainAddress(address)).map(({ title }) => title)

describe('an address in another spelling', () => {
  it.each([
    ['openapi/v3/lockers/rentals/', '/openapi/v3/lockers/rentals'],
    ['openapi//v3/lockers/rentals.html', '/openapi/v3/lockers/rentals'],
    ['openapi/v3/Lockers/Rentals', '/openapi/v3/lockers/rentals'],
    ['openapi/v3/lockers/rentals/out-no/%257Bout_no%257D', '/openapi/v3/lockers/rentals/out-no/{out_no}'],
    ['openapi/v3/lockers/doors', '/openapi/v3/lockers/doors'],
  ])('%s means %s', (address, expected) => {
    expect(samePage(nodes, plainAddress(address))).toBe(expected)
  })

  it.each(['', 'openapi', 'openapi/v3/lockers', 'openapi/v3/lockers/rentals/7'])('%j means no page', (address) => {
    expect(samePage(nodes, plainAddress(address))).toBeUndefined()
  })
})

describe('suggestions', () => {
  it('takes a value for the parameter it stands in for', () => {
    expect(titles('openapi/v3/lockers/rentals/out-no/A0000123')[0]).toBe('按单号查询')
    expect(titles('openapi/v3/lockers/rentals/out-no/A0000123/return')[0]).toBe('退柜')
  })

  it('takes the path of the wire, and the address of the gateway', () => {
    expect(titles('v3/lockers/rentals')[0]).toBe('租柜')
    expect(titles('https://api.mch.weixin.qq.com/v3/lockers/rentals')[0]).toBe('租柜')
  })

  it('forgives a slip of the pen', () => {
    expect(titles('openapi/v3/locker/rental')[0]).toBe('租柜')
    expect(titles('openapi/v3/lockers/rentals/outNo/1')[0]).toBe('按单号查询')
    expect(titles('webhook/v3/rental.expire')[0]).toBe('到期')
  })

  it('has none for what is like nothing, and never the same page twice', () => {
    expect(titles('')).toEqual([])
    expect(titles('totally/elsewhere/and/far')).toEqual([])
    const all = nearestPages(nodes, 'openapi/v3/lockers').map((each) => each.page)
    expect(new Set(all).size).toBe(all.length)
  })

  it('survives what is no percent-encoding', () => {
    expect(titles('openapi/v3/lockers/rentals%')[0]).toBe('租柜')
  })
})

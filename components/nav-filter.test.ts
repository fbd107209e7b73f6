import { describe, expect, it } from 'vitest'
import type { NavNode } from '../catalog/derive/pages/navigation.ts'
import { countPages, filterNav, holdsPage, isCurrent } from './nav-filter.ts'

const open = {
  title: '开启格口',
  page: '/openapi/v3/lockers/{locker_id}/open',
  tag: 'POST',
  path: '/v3/lockers/{locker_id}/open',
}
const list = {
  title: '查询取货柜',
  page: '/openapi/v3/lockers#get',
  tag: 'GET',
  path: '/v3/lockers',
}
const add = {
  title: '登记取货柜',
  page: '/openapi/v3/lockers#post',
  tag: 'POST',
  path: '/v3/lockers',
}
const event = { title: '格口已开启', page: '/webhook/v3/LOCKER.OPENED', tag: '通知', path: 'LOCKER.OPENED' }
const tree: NavNode[] = [
  { title: '取货柜', children: [{ title: '直连商户', children: [list, add] }, open] },
  { title: '消息', children: [event] },
]

const titles = (nodes: NavNode[]): string[] =>
  nodes.flatMap((node) => (node.page ? [node.title] : titles(node.children ?? [])))

describe('filter', () => {
  it('keeps everything for an empty query', () => expect(filterNav(tree, '  ')).toEqual({ nodes: tree, count: 4 }))
  it('finds by title', () => expect(titles(filterNav(tree, '登记').nodes)).toEqual(['登记取货柜']))
  it('finds by path, whatever the case', () =>
    expect(titles(filterNav(tree, 'locker.OPENED').nodes)).toEqual(['格口已开启']))
  it.each(['_locker_id_.open', 'wxpay.v3.lockers._locker_id_.open.post', 'open.post'])('finds by chain: %s', (query) =>
    expect(titles(filterNav(tree, query).nodes)).toEqual(['开启格口']),
  )
  it('does not take a Chinese word for a chain', () => expect(filterNav(tree, '电梯').count).toBe(0))
  it('wants every word, in any order', () =>
    expect(titles(filterNav(tree, 'post 取货柜').nodes)).toEqual(['登记取货柜']))
  it('keeps all of a group that is named', () => expect(filterNav(tree, '直连').count).toBe(2))
  it('keeps the groups that lead to what is left, and no others', () => {
    expect(filterNav(tree, '格口已').nodes).toEqual([{ title: '消息', children: [event] }])
  })
  it('is empty where nothing fits', () => expect(filterNav(tree, '红包')).toEqual({ nodes: [], count: 0 }))
  it('counts pages', () => expect(countPages(tree)).toBe(4))
})

describe('current page', () => {
  it('is the page of the path', () =>
    expect(isCurrent(open.page, '/openapi/v3/lockers/{locker_id}/open#request.a')).toBe(true))
  it('is no page above it', () => expect(isCurrent('/openapi/v3/lockers', open.page)).toBe(false))
  it('is the verb of the anchor, also of a field of it', () => {
    expect(isCurrent(list.page, '/openapi/v3/lockers#get.request.limit')).toBe(true)
    expect(isCurrent(add.page, '/openapi/v3/lockers#get.request.limit')).toBe(false)
  })
  it('is every verb where the address has no anchor', () =>
    expect([list, add].every(({ page }) => isCurrent(page, '/openapi/v3/lockers'))).toBe(true))
  it('opens the groups above it', () => {
    expect(tree.map((node) => holdsPage(node, '/webhook/v3/LOCKER.OPENED'))).toEqual([false, true])
  })
})

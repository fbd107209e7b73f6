import { expect, test } from 'vitest'
import { findOperations, toSearchable } from './find-operations.ts'

const entry = (id: string, title: string) => ({
  id,
  title,
  page: '',
  chain: `wxpay.${id.split('/').slice(1).join('.')}`,
  protocol: 'v3' as const,
})
const all = [
  entry('get /v3/harbour/boats', '按条件查询船只'),
  entry('post /v3/harbour/boats', '登记船只'),
  entry('post /v3/harbour/boats/{boat_no}/return', '归还'),
  entry('get /v3/harbour/boats/{boat_no}', '查询船只'),
].map(toSearchable)
const titles = (query: string) => findOperations(all, query).map(({ title }) => title)

test('without a query all are there, in order', () => {
  expect(titles('  ')).toEqual(['按条件查询船只', '登记船只', '归还', '查询船只'])
})

test('every word must be somewhere: title, method, path or chain, in any case', () => {
  expect(titles('POST 船只')).toEqual(['登记船只'])
  expect(titles('wxpay.v3.harbour.boats return')).toEqual(['归还'])
  expect(titles('harbour.BOATS.{boat_no}.return')).toEqual(['归还'])
  expect(titles('没有')).toEqual([])
})

test('a title that begins with the query comes first, and so does a path that ends with it', () => {
  expect(titles('查询船只')).toEqual(['查询船只', '按条件查询船只'])
  expect(titles('/harbour/boats')[0]).toBe('按条件查询船只')
  expect(titles('boats/{boat_no}')).toEqual(['查询船只', '归还'])
})

import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { openShop } from './kit/shop.ts'

const gateway = useGateway()
const ROOT = 'v3/capital/capitallhh'

describe('where a merchant’s bank is', () => {
  it('is asked from the province down to the branch', async () => {
    const { wxpay } = await openShop(gateway)
    const provinces = (await wxpay.chain(`${ROOT}/areas/provinces`).get()).data
    expect(provinces.data).toHaveLength(provinces.total_count)
    const { province_code } = provinces.data.find((one: { province_name: string }) => one.province_name === '广东省')
    const citiesOf = (code: number) =>
      wxpay.chain(`${ROOT}/areas/provinces/{province_code}/cities`).get({ province_code: code })
    const cities = (await citiesOf(province_code)).data
    expect(cities.data.map(({ city_name }: { city_name: string }) => city_name)).toEqual(['广州市', '深圳市', '珠海市'])
    expect(cities.total_count).toBe(3)
    expect(await refusalOf(citiesOf(999))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    const [{ city_code }] = cities.data
    const branchesOf = (bank_alias_code: string, more: object) =>
      wxpay.chain(`${ROOT}/banks/{bank_alias_code}/branches`).get({ bank_alias_code, params: { city_code, ...more } })
    const { data: branches } = await branchesOf('1000006249', { offset: 1, limit: 2 })
    expect(branches).toMatchObject({ total_count: 4, count: 2, offset: 1, bank_alias: '示例农商银行' })
    expect(branches.data.map((one: { bank_branch_name: string }) => one.bank_branch_name)).toEqual([
      '示例农商银行广州市第一支行',
      '示例农商银行广州市第二支行',
    ])
    expect(branches.links.next).toContain('offset=3')
    expect(await refusalOf(branchesOf('1', { limit: 2 }))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(branchesOf('1000006249', { limit: 2, city_code: 1 }))).toMatchObject({ code: 'PARAM_ERROR' })
  })

  it('is told by its kind and by the card', async () => {
    const { wxpay, encrypt, sealed } = await openShop(gateway)
    const banks = async (kind: string): Promise<string[]> =>
      (await wxpay.chain(`${ROOT}/banks/${kind}`).get({ params: { limit: 200 } })).data.data.map(
        ({ bank_alias }: { bank_alias: string }) => bank_alias,
      )
    expect(await banks('corporate-banking')).toContain('示例外资银行')
    expect(await banks('personal-banking')).not.toContain('示例外资银行')
    const bankOf = async (card: string) =>
      (
        await wxpay.chain(`${ROOT}/banks/search-banks-by-bank-account`).get({
          params: { account_number: encrypt(card) },
          ...sealed,
        })
      ).data
    expect(await bankOf('6222000000001234567')).toMatchObject({
      total_count: 1,
      data: [{ bank_alias: '示例商业银行' }],
    })
    expect(await bankOf('4000000000000000')).toMatchObject({ total_count: 0, data: [] })
  })
})

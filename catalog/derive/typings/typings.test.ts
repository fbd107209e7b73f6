import { beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../../../tests/fixtures/compile.ts'
import { neverSeenCatalog, withField } from '../../../tests/fixtures/never-seen.ts'
import { deriveTypings } from './index.ts'

const VALID = `{ mchid: '1', boat_no: 'BOAT-0001', colour: 'RED', stops: [{ pier: 'x' }] }`

const GOOD = {
  call: `const { data } = await wxpay.v3.harbour.boatRentals.post(${VALID})
const id: string = data.rental_id
const state: 'AFLOAT' | 'SUNK' = data.state
console.log(id, state)`,
  shorthand: `await wxpay.v3.harbour.boatRentals(${VALID}, { timeout: 1000 })`,
  path: `await wxpay.v3.harbour.boatRentals._boat_no_.get({ boat_no: 'x', params: { mchid: '1' } })`,
  verb: `const { data } = await wxpay.v3.harbour.boatRentals._boat_no_.Delete.post(undefined, { boat_no: 'x' })
const nothing: '' = data
console.log(nothing)`,
  xml: `const { data } = await wxpay.v2.harbour.microRent.post({ mch_id: '1', detail: JSON.stringify({}), total_fee: 1 })
const coupon: string | undefined = data.coupon_id_0
console.log(coupon)`,
  upload: `await wxpay.v3.harbour.photos.post(new FormData(), { meta: { filename: 'a', sha256: 'b' }, headers: { 'Content-Type': 'multipart/form-data' } })`,
  header: `await wxpay.v3.harbour.boatRentals.post({ ...${VALID}, colour: 'BLUE', skipper: Rsa.encrypt('x', platformPublicKey) }, { headers: { 'Wechatpay-Serial': platformSerial } })`,
  sdk: `import { Wechatpay, Rsa } from 'wechatpay-axios-plugin'
const client = new Wechatpay({ mchid: '1', serial: '2', privateKey: Rsa.from('x'), certs: { a: 'b' }, baseURL: 'http://127.0.0.1' })
const { data } = await client.v3.harbour.boatRentals.post(${VALID})
const id: string = data.rental_id
console.log(id, client.client.v3.defaults)`,
}

/** Each has exactly one mistake. */
const BAD = {
  misspelt: `wxpay.v3.harbour.boatRentals.post(${VALID.replace(' }] }', ' }],\n  seets: 4 }')})`,
  wrongType: `wxpay.v3.harbour.boatRentals.post(${VALID.replace("boat_no: 'BOAT-0001'", 'boat_no: 1')})`,
  missing: `wxpay.v3.harbour.boatRentals.post(${VALID.replace("boat_no: 'BOAT-0001', ", '')})`,
  notInEnum: `wxpay.v3.harbour.boatRentals.post(${VALID.replace('RED', 'PINK')})`,
  nestedMissing: `wxpay.v3.harbour.boatRentals.post(${VALID.replace("{ pier: 'x' }", '{ minutes: 1 }')})`,
  nestedMisspelt: `wxpay.v3.harbour.boatRentals.post(${VALID.replace("pier: 'x'", "pier: 'x', minute: 1")})`,
  listWanted: `wxpay.v3.harbour.boatRentals.post(${VALID.replace("[{ pier: 'x' }]", "{ pier: 'x' }")})`,
  noConfig: `wxpay.v3.harbour.boatRentals._boat_no_.get()`,
  noPathParameter: `wxpay.v3.harbour.boatRentals._boat_no_.get({ params: { mchid: '1' } })`,
  noQuery: `wxpay.v3.harbour.boatRentals._boat_no_.get({ boat_no: 'x' })`,
  strangeQuery: `wxpay.v3.harbour.boatRentals._boat_no_.get({ boat_no: 'x', params: { mchid: '1', page: 1 } })`,
  queryWhereNone: `wxpay.v3.harbour.boatRentals.post(${VALID}, { params: { a: 1 } })`,
  bodyWhereNone: `wxpay.v3.harbour.boatRentals._boat_no_.Delete.post({}, { boat_no: 'x' })`,
  unknownVerb: `wxpay.v3.harbour.boatRentals.get({})`,
  unknownSegment: `wxpay.v3.harbour.boat.post({})`,
  noMeta: `wxpay.v3.harbour.photos.post(new FormData(), { headers: { 'Content-Type': 'multipart/form-data' } })`,
  unknownReply: `const { data } = await wxpay.v3.harbour.boatRentals.post(${VALID}); console.log(data.rental)`,
}

describe('deriveTypings', () => {
  const typings = deriveTypings(neverSeenCatalog())
  let found: Record<string, string[]>
  const named = (programs: Record<string, string>) =>
    Object.fromEntries(Object.entries(programs).map(([name, text]) => [`${name}.ts`, text]))

  beforeAll(() => {
    found = compile(typings, { ...named(GOOD), ...named(BAD) })
  }, 60_000)

  it('prints typings a person can read', async () => {
    await expect(typings).toMatchFileSnapshot('./__snapshots__/never-seen.d.ts.txt')
  })

  it('is a script without a mistake of its own, and without any or index signatures in requests', () => {
    expect(found['typings.d.ts']).toEqual([])
    expect(typings).not.toMatch(/^(?:import|export) /m)
    expect(typings.slice(0, typings.indexOf('declare module'))).not.toMatch(/\bany\b|\[\w+: string\]/)
  })

  it.each(Object.keys(GOOD))('accepts %s', (name) => {
    expect(found[`${name}.ts`]).toEqual([])
  })

  it.each(Object.keys(BAD))('refuses %s', (name) => {
    expect(found[`${name}.ts`]).toHaveLength(1)
  })

  it('names the field and the line', () => {
    expect(found['misspelt.ts']?.[0]).toMatch(/^TS2561 2: .*'seets'.*'seats'/)
    expect(found['missing.ts']?.[0]).toContain("'boat_no' is missing")
    expect(found['wrongType.ts']?.[0]).toContain("'number' is not assignable to type 'string'")
  })

  it('follows the catalog: another type, another verdict', () => {
    const changed = deriveTypings(withField(neverSeenCatalog(), 'boat_no', { type: 'integer' }))
    const again = compile(changed, named({ call: GOOD.call, wrongType: BAD.wrongType }))
    expect(again['call.ts']).toHaveLength(1)
    expect(again['wrongType.ts']).toEqual([])
  }, 60_000)
})

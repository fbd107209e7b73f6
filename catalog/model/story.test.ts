import { describe, expect, it } from 'vitest'
import { exampleOf, identityKindOf } from './example.ts'
import { loadCatalog } from './load.node.ts'
import type { Field, IdentityKind, Json } from './types.ts'

/** The made-up merchant, its sub-merchant, its app and its user, as every page shows them. */
const STORY: Record<IdentityKind, string> = {
  mchid: '1900000109',
  sub_mchid: '1900000100',
  appid: 'wxd678efh567hg6787',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
}

/** What the user paid, in 分. */
const ORDER = 100

/** Pages that repeat the official example number by number; their own sums are wrong and stay. */
const OFFICIAL = [
  / \/v3\/payscore\/serviceorder /,
  / \/v3\/payscore\/plan\//,
  / \/v3\/payscore\/sign-plan\/(partner\/)?(serviceorder|user-sign-plans)[ /]/,
]

/** Places where the field carries somebody else's number. */
const ELSEWHERE: [place: RegExp, reason: string][] = [
  [/sub-mch-compensation-bills.*\.receiver\.mch_info\.mchid$/, 'the sub-merchant receives the compensation'],
]

/** Hosts of WeChat Pay itself; every other address is on example.com. */
const HOSTS = /(^|\.)(example\.com|weixin\.qq\.com|tenpay\.com|wechatpay\.cn)$/

const PLACEHOLDER = /x{3}|\btest\b|description|todo|example_|某某|\bfoo\b|\bBob\b/i

interface Body {
  place: string
  fields: readonly Field[]
}

const catalog = await loadCatalog()
const bodies: Body[] = [
  ...catalog.operations.flatMap(({ id, parameters, body, replies }) => [
    { place: `${id} path`, fields: parameters.path },
    { place: `${id} query`, fields: parameters.query },
    { place: `${id} body`, fields: body?.fields ?? [] },
    ...replies.map(({ status, fields }) => ({ place: `${id} ${status}`, fields })),
  ]),
  ...catalog.webhooks.flatMap(({ id, body, plaintext }) => [
    { place: `${id} envelope`, fields: body.fields },
    { place: `${id} plaintext`, fields: plaintext },
  ]),
].filter(({ place }) => !OFFICIAL.some((official) => official.test(` ${place} `)))

/** Every leaf that has an example, with where it stands. */
const leaves = bodies.flatMap(({ place, fields }) => leavesOf(fields, place))

function leavesOf(fields: readonly Field[], place: string): { place: string; field: Field }[] {
  return fields.flatMap((field) => {
    const at = `${place}.${field.name}`
    if (field.fields.length > 0) return leavesOf(field.fields, at)
    return field.example === undefined ? [] : [{ place: at, field }]
  })
}

describe('the story of the examples', () => {
  it('has one merchant, one sub-merchant, one app and one user', () => {
    const strangers = leaves.filter(({ place, field }) => {
      const kind = identityKindOf(field.name, catalog.identity)
      return kind && String(field.example) !== STORY[kind] && !ELSEWHERE.some(([known]) => known.test(place))
    })
    expect(strangers.map(shown)).toEqual([])
  })

  it('excuses no place that is none', () => {
    const idle = ELSEWHERE.filter(([known]) => !leaves.some(({ place }) => known.test(place)))
    expect(idle.map(String)).toEqual([])
  })

  it('has no placeholder in it', () => {
    const left = leaves.filter(({ field }) => field.enum.length === 0 && PLACEHOLDER.test(String(field.example)))
    expect(left.map(shown)).toEqual([])
  })

  it('leads to no address but example.com and those of WeChat Pay', () => {
    const foreign = leaves.filter(({ field }) => hostsOf(String(field.example)).some((host) => !HOSTS.test(host)))
    expect(foreign.map(shown)).toEqual([])
  })
})

/** A rule of sums: `undefined` where an object does not have what it is about, else what is wrong, or `''`. */
type Rule = (object: Record<string, Json>) => string | undefined

const RULES: Record<string, Rule> = {
  'a refund is not more than the order': ({ total, refund }) => atMost(refund, total),
  'a v2 refund is not more than the order': ({ total_fee, refund_fee }) => atMost(refund_fee, total_fee),
  'the user pays not more than the order': ({ total, payer_total }) => atMost(payer_total, total),
  'a refund is money and discounts': ({ refund, payer_refund, discount_refund }) =>
    equal(refund, sum([payer_refund, discount_refund])),
  'a v2 order is cash and coupons': ({ total_fee, cash_fee, coupon_fee }) =>
    equal(total_fee, sum([cash_fee, coupon_fee])),
  'payscore: charges less discounts are the total': ({ total_amount, post_payments, post_discounts }) =>
    equal(total_amount, minus(sumOf(post_payments, 'amount'), sumOf(post_discounts ?? [], 'amount'))),
  'a promotion is what its sponsors pay': ({ amount, merchant_contribute, other_contribute, ...rest }) =>
    equal(amount, sum([merchant_contribute, other_contribute, rest.wechatpay_contribute ?? rest.wxpay_contribute])),
  'profit sharing gives away no more than the order': ({ receivers }) => atMost(sumOf(receivers, 'amount'), ORDER),
  'goods cost no more than the order': ({ price, unit_price, quantity, tax_rate }) =>
    tax_rate === undefined ? atMost(times(price ?? unit_price, quantity), ORDER) : undefined,
  'an invoice is its amount and the tax': ({ total_amount, amount, tax_amount }) =>
    equal(total_amount, sum([amount, tax_amount])),
  'a batch is the sum of its details': ({ total_amount, transfer_detail_list }) =>
    equal(total_amount, sumOf(transfer_detail_list, 'transfer_amount')),
  'a batch counts its details': ({ total_num, transfer_detail_list }) =>
    equal(total_num, Array.isArray(transfer_detail_list) ? transfer_detail_list.length : undefined),
}

describe('sums', () => {
  const objects = bodies.flatMap(({ place, fields }) =>
    objectsIn(exampleOf(fields, { includeHidden: true, jsonStrings: 'value' }), place),
  )

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    const judged = objects.flatMap(({ place, object }) => {
      const fault = rule(object)
      return fault === undefined ? [] : [{ place, fault }]
    })
    expect(judged.length).toBeGreaterThan(0)
    expect(judged.filter(({ fault }) => fault).map(({ place, fault }) => `${place}: ${fault}`)).toEqual([])
  })
})

function objectsIn(value: Json, place: string): { place: string; object: Record<string, Json> }[] {
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, place))
  if (typeof value !== 'object' || value === null) return []
  return [
    { place, object: value },
    ...Object.entries(value).flatMap(([key, child]) => objectsIn(child, `${place}.${key}`)),
  ]
}

/** v2 writes amounts as text. */
function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined
}

function sum(values: (Json | undefined)[]): number | undefined {
  const numbers = values.map(numberOf)
  return numbers.includes(undefined) ? undefined : numbers.reduce<number>((all, one) => all + (one ?? 0), 0)
}

function sumOf(list: Json | undefined, key: string): number | undefined {
  if (!Array.isArray(list)) return undefined
  return sum(list.map((item) => (item as Record<string, Json>)[key]))
}

function minus(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left - right
}

function times(left: Json | undefined, right: Json | undefined): number | undefined {
  const [price, count] = [numberOf(left), numberOf(right)]
  return price === undefined || count === undefined ? undefined : price * count
}

function atMost(part: Json | undefined, whole: Json | undefined): string | undefined {
  const [less, more] = [numberOf(part), numberOf(whole)]
  if (less === undefined || more === undefined) return undefined
  return less <= more ? '' : `${less} is more than ${more}`
}

function equal(left: Json | undefined, right: Json | undefined): string | undefined {
  const [one, other] = [numberOf(left), numberOf(right)]
  if (one === undefined || other === undefined) return undefined
  return one === other ? '' : `${one} is not ${other}`
}

function hostsOf(text: string): string[] {
  return [...text.matchAll(/https?:\/\/([^/?:"\s]+)/g)].map(([, host]) => host ?? '')
}

function shown({ place, field }: { place: string; field: Field }): string {
  return `${place}: ${String(field.example)}`
}

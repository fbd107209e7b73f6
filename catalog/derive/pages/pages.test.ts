import { describe, expect, it } from 'vitest'
import { unpackNavigation } from '../../../components/nav-unpack.ts'
import { codeSpan, escapeAttribute, escapeProse, escapeText } from './escape.ts'
import { described, nested, pickUp } from './fixtures/locker-flow.ts'
import { addLocker, catalog, legacy, listLockers, openBox, opened } from './fixtures/lockers.ts'
import {
  createProductOf,
  createProductPages,
  type Diagram,
  deriveFlowOverview,
  deriveFlowPage,
  deriveNavigation,
  deriveOperationOverview,
  derivePage,
  deriveProductOverview,
  deriveWebhookOverview,
  deriveWebhookPage,
  type PageSample,
  packNavigation,
} from './index.ts'
import { resourceTitle } from './page.ts'

const samples = (): PageSample[] => [
  { label: '调用', lang: 'js', group: 'node', code: 'a', block: '// @ts-check\na\n', twoslash: true },
  { label: '完整代码', lang: 'js', group: 'node', code: 'const fence = "```"\n', twoslash: false },
  { label: 'cURL', lang: 'bash', group: 'curl', code: 'curl', twoslash: false },
]
const refer = (id: string) => (id === opened.id ? { title: opened.title, page: `/webhook/${opened.id}` } : undefined)

const full = { ...catalog, products: [described, nested], flows: [pickUp] }
const picture = ({ title }: { title: string }): Diagram => ({ svg: '<svg></svg>', label: title, words: ['1. 甲 → 乙'] })

describe('pages', () => {
  it.each([
    ['one-verb', () => derivePage(openBox.path, [openBox], { samples, refer })],
    ['several-verbs', () => derivePage(listLockers.path, [listLockers, addLocker], { samples: () => [] })],
    ['v2', () => derivePage(legacy.path, [legacy], { samples: () => [] })],
    ['webhook', () => deriveWebhookPage(opened, { samples })],
    ['overview', () => deriveOperationOverview(catalog, { title: '接口', description: '全部。' })],
    ['webhook-overview', () => deriveWebhookOverview(catalog, { title: '通知', description: '全部。' })],
    ['product-overview', () => deriveProductOverview(full, { title: '产品', description: '全部。' })],
    ['flow-overview', () => deriveFlowOverview(full, { title: '流程', description: '全部。' })],
    ['product', () => createProductPages(full, { sequence: picture, states: picture })(described)],
    ['flow', () => deriveFlowPage(pickUp, full, { sequence: picture, samples: () => samples().slice(0, 1), refer })],
  ])('prints %s as its markdown', async (name, print) => {
    await expect(print()).toMatchFileSnapshot(`fixtures/${name}.md`)
  })

  it('prints the same twice', () => {
    const print = () => derivePage(openBox.path, [openBox], { samples, refer })
    expect(print()).toBe(print())
  })

  it('names a resource by what its titles share', () => {
    expect(resourceTitle(['查询支付分订单', '创建支付分订单'])).toBe('支付分订单')
    expect(resourceTitle(['查询', '创建'])).toBeUndefined()
  })
})

describe('the way to a product', () => {
  it('is the longest beginning of the trail that a product has', () => {
    const productOf = createProductOf([described, nested])
    expect(productOf(['取货柜', '直连商户模式'])).toBe('/product/lockers')
    expect(productOf(['取货柜', ' 冷藏柜', '夜间'])).toBe('/product/cold-lockers')
    expect(productOf(['其它'])).toBeUndefined()
    const page = derivePage(openBox.path, [openBox], { samples, productOf })
    expect(page).toContain('- 产品：[取货柜 / 直连商户模式](/product/lockers)；其它')
  })
})

describe('escaping', () => {
  it('leaves nothing that markdown, the dialect or Vue would read', () => {
    expect(escapeText('{{ a }} | <b> {name} `c` *d*')).not.toMatch(/[{}|<>`*]/)
  })
  it('keeps names readable', () => expect(escapeText('plan_detail_list')).toBe('plan_detail_list'))
  it('keeps code in prose', () => expect(escapeProse('填写 `A|B` 或 {c}')).toBe('填写 `A\\|B` 或 &#123;c&#125;'))
  it('puts enough backticks around code', () => expect(codeSpan('a`b``c')).toBe('``` a`b``c ```'))
  it('takes the delimiters out of attributes', () => expect(escapeAttribute('a"b{c}|d\\')).not.toMatch(/["{}|\\]/))
})

describe('navigation', () => {
  const titles = (nodes: { title: string }[] | undefined) => nodes?.map(({ title }) => title)

  it('goes from section to product to mode, notifications last, and lists what no product names under 其他', () => {
    const tree = deriveNavigation(catalog)
    expect(titles(tree)).toEqual(['到店', '其他'])
    expect(titles(tree[0]?.children)).toEqual(['取货柜'])
    expect(titles(tree[0]?.children?.[0]?.children)).toEqual(['产品介绍', '查询取货柜', '直连商户模式', '格口已开启'])
    expect(titles(tree[1]?.children)).toEqual(['登记取货柜', '登记取货柜(旧)'])
    expect(tree[1]?.children?.[1]).toEqual({
      title: '登记取货柜(旧)',
      page: '/openapi/v2/lockers/add',
      tag: 'POST',
      path: '/v2/lockers/add',
    })
  })

  it('comes back from its packed form as it was', () => {
    const tree = deriveNavigation(full)
    const packed = packNavigation(tree)
    expect(unpackNavigation(packed)).toEqual(tree)
    expect(JSON.stringify(packed)).not.toContain('/openapi/')
  })

  it('begins with the flows', () => {
    const [flows] = deriveNavigation(full)
    expect(flows).toEqual({ title: '流程', children: [{ title: '取货', page: '/flow/pick-up', tag: '流程' }] })
  })

  it('gives an anchor to the verbs of a page with several', () => {
    const group = deriveNavigation(catalog)[0]?.children?.[0]
    expect(group?.children?.[1]?.page).toBe('/openapi/v3/lockers#get')
    expect(group?.children?.[2]?.children?.[0]?.page).toBe('/openapi/v3/lockers/{locker_id}/open')
  })

  it('sets apart what differs in modes or protocol, and puts v2 after the children', () => {
    const operations = [
      { ...listLockers, id: 'a', modes: ['merchant', 'partner'] as const },
      { ...listLockers, id: 'b', modes: ['partner'] as const },
      { ...legacy, id: 'c', modes: ['merchant', 'partner'] as const },
    ].map((operation) => ({ ...operation, modes: [...operation.modes] }))
    const child = { title: '夜间', operations: ['b'], webhooks: [], children: [] }
    const product = { ...described, operations: ['c', 'a', 'b'], webhooks: [], children: [child] }
    const tree = deriveNavigation({ ...catalog, operations, webhooks: [], products: [product] })
    expect(titles(tree[0]?.children?.[0]?.children)).toEqual([
      '产品介绍',
      '直连商户与服务商',
      '服务商',
      '夜间',
      '直连商户与服务商 · APIv2',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { codeSpan, escapeAttribute, escapeProse, escapeText } from './escape.ts'
import { addLocker, catalog, legacy, listLockers, openBox, opened } from './fixtures/lockers.ts'
import { deriveNavigation, deriveOverview, derivePage, deriveWebhookPage, type PageSample } from './index.ts'
import { resourceTitle } from './page.ts'

const samples = (): PageSample[] => [
  { label: '调用', lang: 'js', group: 'node', code: 'a', block: '// @ts-check\na\n', twoslash: true },
  { label: '完整代码', lang: 'js', group: 'node', code: 'const fence = "```"\n', twoslash: false },
  { label: 'cURL', lang: 'bash', group: 'curl', code: 'curl', twoslash: false },
]
const refer = (id: string) => (id === opened.id ? { title: opened.title, page: `/webhook/${opened.id}` } : undefined)

describe('pages', () => {
  it.each([
    ['one-verb', () => derivePage(openBox.path, [openBox], { samples, refer })],
    ['several-verbs', () => derivePage(listLockers.path, [listLockers, addLocker], { samples: () => [] })],
    ['v2', () => derivePage(legacy.path, [legacy], { samples: () => [] })],
    ['webhook', () => deriveWebhookPage(opened, { samples })],
    ['overview', () => deriveOverview(deriveNavigation(catalog), { title: '接口', description: '全部。' })],
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
  it('follows the product tree, notifications last, and lists what no product names under 其他', () => {
    const tree = deriveNavigation(catalog, { chain: (operation) => `chain ${operation.method}` })
    expect(tree.map(({ title }) => title)).toEqual(['取货柜', '其他'])
    expect(tree[0]?.children?.map(({ title }) => title)).toEqual(['查询取货柜', '直连商户模式', '格口已开启'])
    expect(tree[1]?.children?.map(({ title }) => title)).toEqual(['登记取货柜', '登记取货柜(旧)'])
    expect(tree[1]?.children?.[1]).toEqual({
      title: '登记取货柜(旧)',
      page: '/openapi/v2/lockers/add',
      tag: 'POST',
      path: '/v2/lockers/add',
      chain: 'chain post',
    })
  })

  it('gives an anchor to the verbs of a page with several', () => {
    const [group] = deriveNavigation(catalog)
    expect(group?.children?.[0]?.page).toBe('/openapi/v3/lockers#get')
    expect(group?.children?.[1]?.children?.[0]?.page).toBe('/openapi/v3/lockers/{locker_id}/open')
  })
})

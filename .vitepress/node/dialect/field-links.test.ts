import { createMarkdownRenderer } from 'vitepress'
import { expect, it } from 'vitest'
import { fieldLinks } from './field-links.ts'

const markdown = await createMarkdownRenderer('.', { config: fieldLinks }, '/sub/')

it.each([
  ['/openapi/v3/a#request.amount.total', '/sub/openapi/v3/a#request.amount.total'],
  ['#get.response.promotion_detail', '#get.response.promotion_detail'],
  ['https://a.example/x#y.z', 'https://a.example/x#y.z'],
  ['#一个标题', '#一个标题'],
  ['/guide/x', '/sub/guide/x'],
])('the link %s leads to %s', async (written, expected) => {
  expect(await markdown.renderAsync(`[x](${written})`, { cleanUrls: true })).toContain(`href="${expected}"`)
})

import { expect, it } from 'vitest'
import type { Launch } from '../../model/types.ts'
import { openBox } from './fixtures/lockers.ts'
import { derivePage, type PageSample } from './index.ts'

const base: Launch = {
  kind: 'scan',
  title: '扫码开箱',
  description: '后端签名，前端展示二维码。',
  note: '二维码 5 分钟内有效。',
  values: [
    { name: 'box', parts: [{ source: 'request', field: 'box_no', example: 'B-1' }] },
    { name: 'time', parts: [{ source: 'timestamp' }] },
    { name: 'package', parts: [{ text: 'ticket=' }, { source: 'response', field: 'ticket_no', example: 'T-1' }] },
  ],
  sign: { name: 'seal', type: 'RSA', fields: ['box', 'time', 'package'] },
  calls: [
    { label: '网页', lang: 'js', code: 'show(params)' },
    { label: 'Android', lang: 'java', code: 'api.sendReq(request);' },
  ],
}
const { note: _, sign: __, ...bare } = base
const call: Launch = { ...bare, kind: 'call', title: '电话开箱', when: { field: 'way', value: 'CALL' } }

const backEnd = (launch: Launch): PageSample[] =>
  launch.sign ? [{ label: '后端', lang: 'js', group: 'node', code: 'sign(params)', twoslash: false }] : []

it.each([
  ['launch', [base]],
  ['launches', [{ ...base, when: { field: 'way', value: 'SCAN' } }, call]],
] as [string, Launch[]][])('prints %s as a section of the page', async (name, launch) => {
  const page = derivePage(openBox.path, [{ ...openBox, launch }], { samples: () => [], launchSamples: backEnd })
  const [section = ''] = /^## .*\{#launch\}[\s\S]*?(?=\n## )/m.exec(page) ?? []
  await expect(`${section}\n`).toMatchFileSnapshot(`fixtures/${name}.md`)
})

import { expect } from 'vitest'
import type { Gateway } from '../../../sdk/gateway.ts'
import { createStory, NOTIFY, type Story } from '../kit/story.ts'

/** What the stories of bills share: orders to stand in them, and how a merchant reads them. */

export interface Table {
  heading: string[]
  rows: Record<string, string>[]
  summary: Record<string, string>
}

/** As a merchant reads a bill: BOM, back-ticks, summary in the last two lines. */
export function readTable(text: string): Table {
  expect(text.startsWith('\uFEFF')).toBe(true)
  const lines = text.slice(1).trimEnd().split('\r\n')
  const values = (line = '') => line.split(',').map((cell) => cell.replace(/^`/, ''))
  const heading = values(lines[0])
  const zip = (names: string[], cells: string[]) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  return {
    heading,
    rows: lines.slice(1, -2).map((line) => zip(heading, values(line))),
    summary: zip(values(lines.at(-2)), values(lines.at(-1))),
  }
}

export async function order(story: Story, out_trade_no: string, total: number): Promise<void> {
  const { appid, mchid } = story.merchant
  await story.wxpay.v3.pay.transactions.native({
    appid,
    mchid,
    description: '瑜伽课, 一节',
    out_trade_no,
    notify_url: NOTIFY,
    amount: { total },
  })
}

export async function pay(story: Story, out_trade_no: string, total: number): Promise<void> {
  await order(story, out_trade_no, total)
  await story.control(`/transactions/${out_trade_no}/pay`)
}

/** An order of the sub-merchant, ordered by its partner and paid. */
export async function payForSubMerchant(story: Story, out_trade_no: string, total: number): Promise<void> {
  const { appid: sp_appid, mchid: sp_mchid, sub_mchid } = story.merchant
  await story.wxpay.v3.pay.partner.transactions.native({
    sp_appid,
    sp_mchid,
    sub_mchid,
    description: 'x',
    out_trade_no,
    notify_url: NOTIFY,
    amount: { total },
  })
  await story.control(`/transactions/${out_trade_no}/pay`, { sub_mchid })
}

export const refund = (story: Story, out_trade_no: string, { total, part }: { total: number; part: number }) =>
  story.wxpay.v3.refund.domestic.refunds.post({
    out_trade_no,
    out_refund_no: `r-${out_trade_no}`,
    amount: { refund: part, total, currency: 'CNY' },
  })

export const ask = async (story: Story, params: object, kind: 'tradebill' | 'fundflowbill' = 'tradebill') =>
  (await story.wxpay.v3.bill[kind].get({ params })).data

/** Downloaded with a signed request; the answer has no signature. */
export async function download(story: Story, { download_url }: { download_url: string }): Promise<Buffer> {
  const { pathname, searchParams } = new URL(download_url)
  const answer = await story.wxpay.v3.billdownload.file.get({
    params: Object.fromEntries(searchParams),
    responseType: 'arraybuffer',
    transformResponse: [(data: unknown) => data],
  })
  expect(pathname).toBe('/v3/billdownload/file')
  expect(answer.headers['wechatpay-signature']).toBeUndefined()
  const bytes = Buffer.from(answer.data)
  // SDKs tell by the type whether they hand out a text or bytes
  const type = { efbb: 'text/plain', '1f8b': 'application/x-gzip' }[bytes.toString('hex', 0, 2)]
  expect(answer.headers['content-type']).toBe(type ?? 'application/octet-stream')
  return bytes
}

/** A story that begins at noon, so that no test crosses midnight. */
export async function atNoon(gateway: Gateway): Promise<{ story: Story; day: string; compact: string }> {
  const story = await createStory(gateway)
  const today = (await story.now()).slice(0, 10)
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  await story.control('/clock', { at: `${next}T12:00:00+08:00` })
  return { story, day: next, compact: next.replaceAll('-', '') }
}

import { describe, expect, it } from 'vitest'
import { Multipart } from 'wechatpay-axios-plugin'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { openShop, type Shop } from './kit/shop.ts'
import type { Any } from './kit/story.ts'

const gateway = useGateway()

const BUYER = { type: 'INDIVIDUAL', name: '张三' }
const ITEM = {
  tax_code: '3010101020203000000',
  goods_name: '瑜伽课',
  quantity: 100000000,
  unit_price: 94000000,
  amount: 94,
  tax_amount: 6,
  total_amount: 100,
  tax_rate: 600,
  tax_prefer_mark: 'NO_FAVORABLE',
  discount: false,
}
const SELLER = { name: '深圳湾示例瑜伽馆', taxpayer_id: '202003261233701778', address: '深圳' }

/** The calls of a merchant about invoices. */
function fapiaoOf({ wxpay, sealed, merchant }: Shop) {
  const { sub_mchid } = merchant
  const path = 'v3/new-tax-control-fapiao'
  const applications = wxpay.chain(`${path}/fapiao-applications`)
  return {
    issue: (fapiao_apply_id: string, fapiao_id: string) =>
      applications.post({
        scene: 'WITH_WECHATPAY',
        fapiao_apply_id,
        buyer_information: BUYER,
        fapiao_information: [{ fapiao_id, total_amount: 100, need_list: false, items: [ITEM] }],
      }),
    insert: (fapiao_apply_id: string, fapiao_media_id: string) =>
      wxpay.chain(`${path}/fapiao-applications/{fapiao_apply_id}/insert-cards`).post(
        {
          scene: 'WITH_WECHATPAY',
          buyer_information: BUYER,
          fapiao_card_information: [
            {
              fapiao_media_id,
              fapiao_number: '87654321',
              fapiao_code: '044001911211',
              fapiao_time: '2026-01-02T03:04:05+08:00',
              check_code: '69001808340631374774',
              password: '006>299',
              total_amount: 100,
              tax_amount: 6,
              amount: 94,
              seller_information: SELLER,
              extra_information: { drawer: '李四' },
              items: [ITEM],
            },
          ],
        },
        { fapiao_apply_id, ...sealed },
      ),
    query: async (fapiao_apply_id: string): Promise<Any[]> =>
      (await wxpay.chain(`${path}/fapiao-applications/{fapiao_apply_id}`).get({ fapiao_apply_id })).data
        .fapiao_information,
    files: async (fapiao_apply_id: string, fapiao_id: string): Promise<Any[]> =>
      (
        await wxpay.chain(`${path}/fapiao-applications/{fapiao_apply_id}/fapiao-files`).get({
          fapiao_apply_id,
          params: { sub_mchid, fapiao_id },
        })
      ).data.fapiao_download_info_list,
    download: (address: string) => {
      const { pathname, searchParams } = new URL(address)
      const params = Object.fromEntries(searchParams)
      return wxpay.chain(pathname.slice(1)).get({ params, responseType: 'arraybuffer', transformResponse: [same] })
    },
    check: (of: string) => wxpay.chain(`${path}/merchant/{sub_mchid}/check`).post({}, { sub_mchid: of }),
    statusOf: async (of: string) =>
      (await wxpay.chain(`${path}/merchant/{sub_mchid}/check-status`).get({ sub_mchid: of })).data.digital_tax_mode
        .status,
    invite: (of: string) =>
      wxpay.chain(`${path}/fapiaomerchant/getspinviteurl`).get({
        params: { operation_type: 'AUTH_BINDING', fapiao_mode: 'TENCENT_DIGITAL_TAX', invite_code: of, sub_mchid: of },
      }),
  }
}

/** A file for the cards; its digest is an SM3, which nobody checks. */
async function upload({ wxpay }: Shop): Promise<Any> {
  const meta = { file_type: 'PDF', digest_alogrithm: 'SM3', digest: '0'.repeat(64) }
  const form = new Multipart()
    .append('meta', JSON.stringify(meta))
    .append('file', Buffer.from('%PDF-1.4'), 'fapiao.pdf')
  const uploads = wxpay.chain('v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file')
  return (await uploads.post(form, { meta, headers: form.getHeaders() })).data
}

const same = (bytes: unknown) => bytes

describe('an invoice that the merchant issues itself', () => {
  it('is put into the user’s cards from a file that was uploaded', async () => {
    const shop = await openShop(gateway)
    const { insert, query } = fapiaoOf(shop)
    expect(await refusalOf(insert('own1', 'nothing'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusalOf(query('own1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    const { fapiao_media_id } = await upload(shop)
    await insert('own1', fapiao_media_id)
    expect(await query('own1')).toMatchObject([
      {
        fapiao_id: '87654321',
        status: 'ISSUED',
        blue_fapiao: { fapiao_code: '044001911211', fapiao_number: '87654321' },
        card_information: { card_status: 'INSERT_ACCEPTED' },
      },
    ])
    await shop.advance('PT1M')
    expect(await query('own1')).toMatchObject([{ card_information: { card_status: 'INSERTED' } }])
    expect(await shop.told('FAPIAO.CARD_INSERTED')).toHaveLength(1)
    expect(await refusalOf(insert('own1', fapiao_media_id))).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

describe('an invoice of the platform', () => {
  it('has a file once it is issued', async () => {
    const shop = await openShop(gateway)
    const { issue, files, download } = fapiaoOf(shop)
    await issue('apply1', 'f1')
    const [early] = await files('apply1', 'f1')
    expect(early.status).toBe('ISSUE_ACCEPTED')
    expect(await refusalOf(download(early.download_url))).toMatchObject({ status: 404 })
    await shop.control('/new-tax-control-fapiao-fapiao-applications/apply1/outcome', { state: 'ISSUED' })
    const [file] = await files('apply1', 'f1')
    const { data } = await download(file.download_url)
    expect(Buffer.from(data).toString('latin1', 0, 5)).toBe('%PDF-')
    expect(await files('apply1', 'f2')).toEqual([])
  })
})

describe('who may issue', () => {
  it('is who accepted the invitation', async () => {
    const shop = await openShop(gateway)
    const { check, statusOf, invite } = fapiaoOf(shop)
    const refused = { status: 403, code: 'NO_AUTH' }
    await check(shop.merchant.sub_mchid)
    const [one, other] = ['1900000777', '1900000888']
    expect(await statusOf(one)).toBe('DISABLED')
    await invite(one)
    await invite(other)
    expect(await statusOf(one)).toBe('ACCESS_CONFIRMED_PENDING')
    expect(await refusalOf(check(one))).toMatchObject(refused)
    await shop.control(`/fapiao-invites/${one}/outcome`, { state: 'MCH_INVITE_SUCC' })
    await shop.control(`/fapiao-invites/${other}/outcome`, { state: 'MCH_INVITE_FAILED' })
    await check(one)
    expect(await statusOf(one)).toBe('ENABLED')
    expect(await statusOf(other)).toBe('APPLY_FAILED')
    expect(await refusalOf(check(other))).toMatchObject(refused)
  })
})

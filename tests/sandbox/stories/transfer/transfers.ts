import type { Shop } from '../kit/shop.ts'
import { type Any, type Mode, NOTIFY } from '../kit/story.ts'

/** What the stories of transfers share: the calls of a merchant or a partner. */

export const OPENED = 10_000_000

/** The calls about transfers, the same for a merchant and for a partner. */
export function transfersOf({ merchant, wxpay, encrypt, sealed, settled }: Shop, mode: Mode = 'merchant') {
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const own = partner ? { sub_mchid } : {}
  const base = partner ? 'v3/fund-app/mch-transfer/partner/' : 'v3/fund-app/mch-transfer/'
  const authorizing = partner ? 'user-confirm-authorizations' : 'user-confirm-authorization'
  const authorization = partner
    ? `${authorizing}/{out_authorization_no}`
    : `${authorizing}/out-authorization-no/{out_authorization_no}`
  const bodyOf = (out_bill_no: string, more: object = {}) => ({
    ...own,
    appid,
    out_bill_no,
    openid,
    transfer_amount: 2000,
    transfer_remark: '新会员开通有礼',
    notify_url: NOTIFY,
    user_recv_perception: '现金奖励',
    transfer_scene_id: '1000',
    transfer_scene_report_infos: [
      { info_type: '活动名称', info_content: '新会员有礼' },
      { info_type: '奖励说明', info_content: '注册会员抽奖一等奖' },
    ],
    ...more,
  })
  return {
    bodyOf,
    create: async (out_bill_no: string, more: object = {}): Promise<Any> =>
      (await wxpay.chain(`${base}transfer-bills`).post(bodyOf(out_bill_no, more), sealed)).data,
    createAuthorizing: async (out_bill_no: string, out_authorization_no: string): Promise<Any> =>
      (
        await wxpay.chain(`${base}transfer-bills/pre-transfer-with-authorization`).post(
          bodyOf(out_bill_no, {
            authorization_info: { user_display_name: '张三', out_authorization_no, authorization_notify_url: NOTIFY },
          }),
        )
      ).data,
    createAuthorized: async (out_bill_no: string, authorization_id: string): Promise<Any> => {
      const { openid: _, ...body } = bodyOf(out_bill_no, { authorization_id })
      const { data } = await wxpay.chain(`${base}transfer-bills/transfer`).post(body)
      await settled()
      return data
    },
    query: async (out_bill_no: string): Promise<Any> =>
      (await wxpay.chain(`${base}transfer-bills/out-bill-no/{out_bill_no}`).get({ out_bill_no, params: own })).data,
    cancel: async (out_bill_no: string): Promise<Any> => {
      const one = wxpay.chain(`${base}transfer-bills/out-bill-no/{out_bill_no}/cancel`)
      const { data } = await one.post(partner ? own : undefined, { out_bill_no })
      await settled()
      return data
    },
    authorize: async (out_authorization_no: string): Promise<Any> => {
      const address = partner ? { notify_url: NOTIFY } : { authorization_notify_url: NOTIFY }
      const body = { out_authorization_no, appid, openid, transfer_scene_id: '1000', user_display_name: '张三' }
      return (await wxpay.chain(base + authorizing).post({ ...body, ...address })).data
    },
    authorization: async (out_authorization_no: string): Promise<Any> =>
      (await wxpay.chain(base + authorization).get({ out_authorization_no })).data,
    endAuthorization: async (out_authorization_no: string): Promise<Any> =>
      (await wxpay.chain(`${base + authorization}/close`).post(undefined, { out_authorization_no })).data,
    named: (name: string) => ({ user_name: encrypt(name) }),
  }
}

/** Who pays: the merchant, or the partner's sub-merchant. */
export const payerOf = ({ merchant }: Shop, mode: Mode): string =>
  mode === 'partner' ? merchant.sub_mchid : merchant.mchid

/** What the stories of money going out share: a shop whose orders wait to be shared, and what it has in its accounts. */
import { Rsa } from 'wechatpay-axios-plugin'
import type { Gateway } from '../../../sdk/gateway.ts'
import { type Any, createStory, NOTIFY, type Story } from './story.ts'

export interface Shop extends Story {
  /** What the sandbox keeps under a number. */
  held(path: string): Promise<Any>
  /** An order that was paid, and its two numbers. */
  paid(options?: Paid): Promise<{ out_trade_no: string; transaction_id: string }>
  /** What an order has in its pots. */
  pots(out_trade_no: string): Promise<Record<string, number>>
  /** What a merchant has in its accounts. */
  account(mchid?: string): Promise<Record<string, number>>
  /** As a client must send it, with the headers that go along. */
  encrypt(text: string): string
  sealed: { headers: Record<string, string> }
}

export interface Paid {
  total?: number
  sharing?: boolean
  sub_mchid?: string
}

export async function openShop(gateway: Gateway): Promise<Shop> {
  const story = await createStory(gateway)
  const { merchant, wxpay, control, fresh } = story
  const held = async (path: string): Promise<Any> => (await story.get(path)).object
  return {
    ...story,
    held,
    async paid({ total = 1000, sharing = true, sub_mchid } = {}) {
      const { appid, mchid } = merchant
      const out_trade_no = fresh('order')
      const order = {
        description: '瑜伽课',
        out_trade_no,
        notify_url: NOTIFY,
        amount: { total },
        ...(sharing && { settle_info: { profit_sharing: true } }),
      }
      if (sub_mchid === undefined) await wxpay.v3.pay.transactions.native.post({ appid, mchid, ...order })
      else
        await wxpay.v3.pay.partner.transactions.native.post({ sp_appid: appid, sp_mchid: mchid, sub_mchid, ...order })
      const { object } = await control(`/transactions/${out_trade_no}/pay`)
      return { out_trade_no, transaction_id: object.transaction_id }
    },
    pots: async (out_trade_no) => withoutOutside((await held(`/transactions/${out_trade_no}`)).money),
    account: async (mchid = merchant.mchid) => (await held(`/accounts/${mchid}`)).money,
    encrypt: (text) => Rsa.encrypt(text, merchant.platform.certificate as never),
    sealed: { headers: { 'Wechatpay-Serial': merchant.platform.serial_no } },
  }
}

function withoutOutside({ outside: _, ...pots }: Record<string, number>): Record<string, number> {
  return pots
}

/** The sum of all pots: what was paid. */
export function sumOf(pots: Record<string, number>): number {
  return Object.values(pots).reduce((sum, one) => sum + one, 0)
}

import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { described } from './shared.ts'

export const MerchantRequestSchema = v.strictObject({
  public_key: v.optional(described('自备密钥对的公钥，SPKI PEM。带上它，应答里就没有私钥')),
  signed_with: v.optional(
    v.pipe(
      v.picklist(['certificate', 'public_key']),
      v.description('请求没有用 Wechatpay-Serial 指定时，应答和通知用平台证书（默认）还是微信支付公钥签名'),
    ),
  ),
})

export const MerchantAnswerSchema = v.object({
  mchid: described('商户号，请求签名用'),
  sub_mchid: described('子商户号，服务商模式用'),
  serial_no: described('商户证书序列号，请求签名用'),
  private_key: v.optional(described('商户私钥，PKCS#8 PEM；自备公钥时没有')),
  certificate: described('商户证书，PEM'),
  apiv3_key: described('APIv3 密钥，解密通知用'),
  apiv2_key: described('APIv2 密钥'),
  appid: v.string(),
  openid: described('演示付款人'),
  control_token: described('控制接口的令牌：Authorization: Bearer …'),
  platform: v.object({
    serial_no: described('平台证书序列号'),
    certificate: described('平台证书，PEM'),
    public_key_id: described('微信支付公钥 ID'),
    public_key: described('微信支付公钥，SPKI PEM'),
  }),
})

export const merchantsDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/health',
    summary: '沙箱是否在运行',
    open: true,
    answers: [
      {
        status: 200,
        description: '在运行',
        schema: v.object({
          ok: v.literal(true),
          name: v.literal('sandbox'),
          operations: v.pipe(v.number(), v.integer(), v.description('收录的接口数')),
        }),
      },
    ],
  },
  {
    method: 'post',
    path: '/merchants',
    summary: '注册一个演示商户',
    description: '每次都是一个新的商户，带全部凭据；凭据只在这一次应答里给出。',
    open: true,
    body: MerchantRequestSchema,
    answers: [{ status: 201, description: '商户与它的凭据', schema: MerchantAnswerSchema }],
    problems: [
      { status: 400, code: 'BODY_INVALID', description: '请求体不是这个样子' },
      { status: 400, code: 'PUBLIC_KEY_INVALID', description: '公钥不是 2048 位以上的 RSA 公钥' },
    ],
  },
  {
    method: 'get',
    path: '/keys',
    summary: '取 APIv2 密钥',
    answers: [{ status: 200, description: '密钥', schema: v.object({ apiv2_key: described('32 个字符') }) }],
  },
]

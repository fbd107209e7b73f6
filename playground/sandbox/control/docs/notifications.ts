import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { described, said, Time, Whole } from './shared.ts'

export const NotificationSchema = v.object({
  id: v.string(),
  event: described('通知的类型，例如 TRANSACTION.SUCCESS'),
  protocol: v.picklist(['v2', 'v3']),
  created: said(Time, '什么时候产生，业务时间'),
  status: said(
    v.picklist(['inbox', 'pending', 'delivered', 'failed']),
    'inbox 只在收件箱，pending 还要投递，delivered 已送达，failed 没有送达，不再重试',
  ),
  url: described('发往哪里'),
  reason: described('为什么只留在收件箱；发出去了就是空的'),
  trace: v.optional(described('由哪一次请求引起：请求记录的 id；由控制接口或到期引起的没有这一项')),
  attempts: v.array(
    v.object({
      at: said(Time, '业务时间'),
      status: v.optional(said(Whole, '对方应答的状态码')),
      error: v.optional(described('为什么不算送达')),
      replay: v.optional(said(v.literal(true), '是控制接口要求的重发')),
      probe: v.optional(said(v.literal(true), '故意用错误的签名发的探测，接收方应当拒绝')),
    }),
  ),
  next_attempt: v.optional(said(Time, '下一次什么时候发；不再发就没有这一项')),
  signed_with: v.picklist(['certificate', 'public_key', 'apiv2_key']),
  headers: said(v.record(v.string(), v.string()), '原样的请求头'),
  body: described('原样的报文'),
  plaintext: described('报文里加密的内容，解密之后的样子；没有加密就是空的'),
})

const SettingsSchema = v.object({ signtest: said(v.boolean(), '每条通知之前先发一次签名错误的探测') })
const MISSING = { status: 404, code: 'NOTIFICATION_MISSING', description: '没有这条通知，或不属于这个商户' }
const INVALID = { status: 400, code: 'BODY_INVALID', description: '请求体不是这个样子' }
const ID = { id: '通知的 id' }

export const notificationsDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/notifications',
    summary: '收件箱：这个商户的通知，带每次投递的结果',
    description: '新的在前。',
    query: v.object({
      limit: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.description('最多几条，1 到 200，默认 200'))),
      after: v.optional(described('从这一条之后（更早的）开始，填它的 id')),
    }),
    answers: [{ status: 200, description: '通知', schema: v.object({ data: v.array(NotificationSchema) }) }],
    problems: [{ status: 400, code: 'LIMIT_INVALID', description: 'limit 不是 1 到 200 的整数' }],
  },
  {
    method: 'get',
    path: '/notifications/{id}',
    summary: '看一条通知',
    parameters: ID,
    answers: [{ status: 200, description: '通知', schema: NotificationSchema }],
    problems: [MISSING],
  },
  {
    method: 'post',
    path: '/notifications/{id}/replay',
    summary: '马上再发一次',
    parameters: ID,
    body: v.strictObject({ signtest: v.optional(said(v.boolean(), '这一次故意用错误的签名')) }),
    answers: [{ status: 200, description: '带这一次结果的通知', schema: NotificationSchema }],
    problems: [INVALID, MISSING],
  },
  {
    method: 'get',
    path: '/notifications/settings',
    summary: '看通知的设置',
    answers: [{ status: 200, description: '设置', schema: SettingsSchema }],
  },
  {
    method: 'put',
    path: '/notifications/settings',
    summary: '改通知的设置',
    body: v.strictObject(SettingsSchema.entries),
    answers: [{ status: 200, description: '设置', schema: SettingsSchema }],
    problems: [INVALID],
  },
]

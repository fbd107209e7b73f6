import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { described, said, Time, Whole } from './shared.ts'

const EventSchema = v.object({
  at: said(Time, '业务时间'),
  resource: v.optional(described('哪一类对象')),
  key: v.optional(described('它的单号')),
  transition: v.optional(described('发生了什么')),
  from: v.optional(described('之前的状态')),
  to: v.optional(described('之后的状态')),
  notification: v.optional(described('发出的通知')),
  acknowledged: v.optional(said(v.boolean(), '对方是否应答了收到')),
  error: v.optional(described('为什么没有成')),
})
const ClockSchema = v.object({
  now: said(Time, '业务时间'),
  wall: said(Time, '真实时间'),
  offset_seconds: said(Whole, '业务时间早到多少秒'),
  next: said(v.array(EventSchema), '接下来到期的，最早的在前，最多 20 个'),
})

export const clockDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/clock',
    summary: '看业务时间',
    answers: [{ status: 200, description: '时间', schema: ClockSchema }],
  },
  {
    method: 'post',
    path: '/clock',
    summary: '拨动业务时间',
    description:
      '只能向前。两个时刻之间到期的事按先后发生，各一次：订单过期、凭据失效、退款到账、账单生成、通知重发。每个商户有自己的业务时间，请求签名的时间戳不受影响。',
    body: v.union([
      v.strictObject({ advance: said(v.pipe(v.string(), v.examples(['PT2H'])), 'ISO 8601 时长') }),
      v.strictObject({ at: said(Time, '拨到哪一刻') }),
    ]),
    answers: [
      {
        status: 200,
        description: '拨到之后的时间，和途中发生的事',
        schema: v.object({
          ...ClockSchema.entries,
          happened: said(v.array(EventSchema), '途中发生的事，按先后'),
          more: said(v.boolean(), '接收方太慢，余下的还在进行'),
        }),
      },
    ],
    problems: [
      { status: 400, code: 'BODY_INVALID', description: 'advance 与 at 要恰好有一个' },
      { status: 400, code: 'DURATION_INVALID', description: 'advance 不是时长' },
      { status: 400, code: 'TIME_INVALID', description: 'at 不是带时区的时间' },
      { status: 400, code: 'TIME_TOO_FAR', description: '比真实时间早到十年以上' },
      { status: 409, code: 'CLOCK_BACKWARDS', description: '业务时间不能后退' },
    ],
  },
]

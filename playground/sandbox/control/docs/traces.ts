import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { described, said, Time, Whole } from './shared.ts'

const BodySchema = v.object({
  size: said(Whole, '字节数'),
  text: v.optional(described('正文，太长的截断')),
  sha256: v.optional(described('不是文本时的散列，十六进制')),
  shortened: v.optional(v.literal(true)),
})
const Headers = v.record(v.string(), v.string())
const DiagnosisSchema = v.object({
  cause: described('最可能的原因'),
  causes: said(v.array(v.string()), '全部可能的原因，最可能的在前'),
  title: described('一句话说明'),
  detail: described('这个请求里看到了什么'),
  advice: described('怎么改'),
  proven: said(v.boolean(), '已用签名本身证实'),
  signed: v.optional(described('实际签名的内容')),
  difference: v.optional(
    v.object({
      byte: said(Whole, '第一个不同的字节，从 0 数'),
      part: described('在哪一行'),
      expected: described('网关期望的'),
      signed: described('实际签名的'),
    }),
  ),
})
const TraceSchema = v.object({
  id: v.string(),
  at: said(Time, '真实时间'),
  milliseconds: v.number(),
  method: v.string(),
  target: described('路径与查询串，原样'),
  operation: v.optional(described('匹配到的接口')),
  request: v.object({ headers: Headers, authorization: v.optional(Headers), body: v.optional(BodySchema) }),
  signature: v.object({
    verdict: v.picklist(['valid', 'invalid', 'unchecked']),
    message: v.optional(described('网关期望的待签名串')),
    diagnosis: v.optional(DiagnosisSchema),
    nonceReused: v.optional(v.literal(true)),
  }),
  refusal: v.optional(v.object({ check: v.string(), code: v.optional(v.string()) })),
  forced: v.optional(said(v.picklist(['fault', 'magic']), '拒绝是预先要求的')),
  dropped: v.optional(said(v.picklist(['request', 'answer']), '连接被切断')),
  answer: v.object({ status: Whole, headers: Headers, body: v.optional(BodySchema) }),
  changes: v.array(v.object({ resource: v.string(), key: v.string(), before: v.string(), after: v.string() })),
  notifications: said(v.array(v.string()), '它引起的通知的 id，用 GET /_sandbox/notifications/{id} 看'),
})

export const tracesDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/traces',
    summary: '这个商户最近的请求与应答',
    description: '新的在前。签名不对的请求带着诊断：第一个不同的字节、最可能的原因、怎么改。',
    query: v.object({
      limit: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/), v.description('最多几条，1 到 100，默认 20'))),
      after: v.optional(described('从这一条之后（更早的）开始，填它的 id')),
    }),
    answers: [{ status: 200, description: '记录', schema: v.object({ data: v.array(TraceSchema) }) }],
    problems: [{ status: 400, code: 'QUERY_INVALID', description: 'limit 不是 1 到 100 的整数' }],
  },
  {
    method: 'get',
    path: '/traces/{id}',
    summary: '看一次请求',
    parameters: { id: '应答头 X-Sandbox-Trace 里的值' },
    answers: [{ status: 200, description: '记录', schema: TraceSchema }],
    problems: [{ status: 404, code: 'TRACE_MISSING', description: '没有这条记录' }],
  },
  {
    method: 'delete',
    path: '/traces',
    summary: '清空记录',
    answers: [{ status: 204, description: '已清空' }],
  },
]

import * as v from 'valibot'
import { FaultSchema } from '../../faults/index.ts'
import type { RouteDoc } from './route-doc.ts'
import { described, said, Whole } from './shared.ts'

const EntrySchema = v.object({
  id: v.string(),
  operation: described('哪个接口：post /v3/refund/domestic/refunds，或 *'),
  code: v.optional(described('错误码')),
  status: v.optional(said(Whole, '状态码')),
  message: v.optional(v.string()),
  times: said(Whole, '还剩几次'),
  delay: v.optional(described('应答之前等多久，ISO 8601 时长')),
  drop: v.optional(said(v.picklist(['request', 'answer']), '切断连接：什么都不做，或者做完不应答')),
})

export const faultsDocs: RouteDoc[] = [
  {
    method: 'post',
    path: '/faults',
    summary: '让接下来的请求出错、变慢或断开',
    body: FaultSchema,
    answers: [{ status: 201, description: '已安排', schema: EntrySchema }],
    problems: [
      { status: 400, code: 'BODY_INVALID', description: '请求体不对' },
      { status: 409, code: 'FAULTS_FULL', description: '等待中的太多' },
      { status: 422, code: 'OPERATION_UNKNOWN', description: '没有这个接口' },
      { status: 422, code: 'FAULT_INVALID', description: '这个接口没有这个错误码，或字段不成立' },
    ],
  },
  {
    method: 'get',
    path: '/faults',
    summary: '看还没有发生的故障',
    answers: [{ status: 200, description: '故障', schema: v.object({ data: v.array(EntrySchema) }) }],
  },
  { method: 'delete', path: '/faults', summary: '取消全部故障', answers: [{ status: 204, description: '已取消' }] },
]

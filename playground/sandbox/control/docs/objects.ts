import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { AnyObject, described, said } from './shared.ts'

export const ObjectSchema = v.object({
  resource: described('哪一类对象'),
  key: described('它的单号'),
  state: v.optional(described('现在的状态；没有状态的对象没有这一项')),
  object: v.pipe(AnyObject, v.description('沙箱保存的全部字段')),
})

export const ControlAnswerSchema = v.object({
  ...ObjectSchema.entries,
  outcome: v.optional(described('走的是哪一种结果')),
  moved: v.pipe(v.boolean(), v.description('对象是否变了：余额不足之类的结果不改变对象，重复的操作也不改变')),
  notifications: said(v.array(v.string()), '它引起的通知的 id'),
})

const RESOURCE = { resource: '哪一类对象：本文档里列出的名字' }
const KEY = { ...RESOURCE, key: '单号：它的主键，或能唯一找到它的另一个编号' }

/** What every resource has, whatever its controls. */
export const objectsDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/{resource}',
    summary: '列出某一类对象',
    description: '新的在前。还有更多时应答有 next，把它作为 after 再取下一页。',
    parameters: RESOURCE,
    query: v.object({
      limit: v.optional(
        v.pipe(v.string(), v.regex(/^(?:[1-9]\d?|100)$/), v.description('最多几个，1 到 100，默认 20')),
      ),
      after: v.optional(described('上一页应答里的 next')),
    }),
    answers: [
      {
        status: 200,
        description: '这一页的对象',
        schema: v.object({ data: v.array(ObjectSchema), next: v.optional(v.string()) }),
      },
    ],
    problems: [
      { status: 400, code: 'QUERY_INVALID', description: 'limit 不是 1 到 100 的整数' },
      { status: 404, code: 'RESOURCE_UNKNOWN', description: '沙箱没有这一类对象' },
    ],
  },
  {
    method: 'get',
    path: '/{resource}/{key}',
    summary: '看一个对象',
    parameters: KEY,
    answers: [{ status: 200, description: '对象', schema: ObjectSchema }],
    problems: [
      { status: 404, code: 'RESOURCE_UNKNOWN', description: '沙箱没有这一类对象' },
      { status: 404, code: 'OBJECT_MISSING', description: '没有这个单号' },
    ],
  },
  {
    method: 'post',
    path: '/{resource}/{key}/pages/{page}',
    summary: '打开一个给人操作的页面',
    description: '收银台、确认页、审核页：应答里的地址可以直接在浏览器里打开，不需要令牌。',
    parameters: { ...KEY, page: '页面的名字，见各类对象' },
    answers: [
      {
        status: 201,
        description: '页面的地址',
        schema: v.object({ ticket: described('打开页面的凭据'), url: described('页面的地址') }),
      },
    ],
    problems: [
      { status: 404, code: 'PAGE_UNKNOWN', description: '这一类对象没有这个页面' },
      { status: 404, code: 'OBJECT_MISSING', description: '没有这个单号' },
    ],
  },
]

/** Problems of the calls that act on an object. */
export const CONTROL_PROBLEMS = [
  { status: 400, code: 'BODY_INVALID', description: '请求体不是 JSON 对象，或字段不对' },
  { status: 404, code: 'OBJECT_MISSING', description: '没有这个单号' },
  { status: 409, code: 'STATE_REFUSED', description: '现在的状态不允许，对象没有变' },
]

import * as v from 'valibot'
import type { Addresses } from './addresses.ts'
import { PlaygroundError } from './error.ts'

const slot = v.picklist(['mchid', 'sub_mchid', 'appid', 'openid', 'fresh'])
const operationSchema = v.object({
  id: v.string(),
  title: v.string(),
  method: v.string(),
  path: v.string(),
  wirePath: v.string(),
  protocol: v.picklist(['v2', 'v3']),
  page: v.string(),
  chain: v.string(),
  segments: v.array(v.union([v.string(), v.object({ slot, example: v.string() })])),
})
const operationsSchema = v.record(v.string(), operationSchema)
const indexSchema = v.object({
  version: v.union([v.string(), v.number()]),
  operations: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      page: v.string(),
      chain: v.string(),
      protocol: v.picklist(['v2', 'v3']),
    }),
  ),
})
const openedSchema = v.object({
  kind: v.picklist(['cashier', 'confirm', 'review']),
  title: v.string(),
  ticket: v.exactOptional(v.string()),
  page: v.exactOptional(
    v.object({
      resource: v.string(),
      name: v.string(),
      key: v.object({ answer: v.string(), request: v.string() }),
    }),
  ),
})
const answersSchema = v.object({
  operations: v.array(
    v.object({
      method: v.string(),
      wirePath: v.string(),
      encrypted: v.array(v.string()),
      payable: v.exactOptional(v.string()),
      opens: v.exactOptional(v.array(openedSchema)),
    }),
  ),
})
const typingsSchema = v.object({ files: v.record(v.string(), v.string()) })

/** One operation as the playground starts with it. */
export type PlaygroundOperation = v.InferOutput<typeof operationSchema>
/** One line of the operation picker. */
export type OperationEntry = v.InferOutput<typeof indexSchema>['operations'][number]
/** A page of the sandbox that an answer leads to, by a ticket in one of its fields or by the object's number. */
export type OpenedPage = v.InferOutput<typeof openedSchema>
/** What is known of the answers of an operation: encrypted fields, the number that a payer pays by, pages that open. */
export type AnswerFacts = v.InferOutput<typeof answersSchema>['operations'][number]

/** What the site's build emits for the playground; every call rejects with `PlaygroundError` (`data`). */
export interface PlaygroundData {
  index(): Promise<OperationEntry[]>
  typings(): Promise<Record<string, string>>
  /** Of the operations of which there is something to know. */
  answers(): Promise<AnswerFacts[]>
  operation(id: string): Promise<PlaygroundOperation>
}

export function createData(addresses: Addresses): PlaygroundData {
  return {
    index: async () => (await load(addresses.data('index.json'), indexSchema)).operations,
    typings: async () => (await load(addresses.data('typings.json'), typingsSchema)).files,
    answers: async () => (await load(addresses.data('answers.json'), answersSchema)).operations,
    async operation(id) {
      const [method = '', path = ''] = id.split(' ')
      const address = addresses.data(`operations/${path.replace(/^\//, '')}.json`)
      const operation = (await load(address, operationsSchema))[method]
      if (operation) return operation
      throw new PlaygroundError('data', `没有这个接口：${id}`, { where: address, hint: '从接口列表里重新选择' })
    },
  }
}

async function load<T>(address: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const fail = (message: string, cause?: unknown): PlaygroundError =>
    new PlaygroundError('data', message, { where: address, hint: '检查网络后重试；刚更新过网站的话，刷新页面', cause })
  let response: Response
  try {
    response = await fetch(address, { credentials: 'omit' })
  } catch (cause) {
    throw fail('接口数据没有载入', cause)
  }
  if (!response.ok) throw fail(`接口数据没有载入（状态码 ${response.status}）`)
  const parsed = v.safeParse(schema, await response.json().catch(() => undefined))
  if (!parsed.success) throw fail('接口数据的格式不对')
  return parsed.output
}

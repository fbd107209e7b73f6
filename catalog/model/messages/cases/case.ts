/** A broken file, and the sound pieces that broken ones are made of. */

export interface MessageCase {
  /** Files beside a sound catalog, or instead of its own; `null` is a file of it that is not there. */
  files: Record<string, string | null>
}

export const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))
export const lines = (...parts: string[]): string => `${parts.filter(Boolean).join('\n')}\n`

/** A query; `more` are further keys of the operation. */
export const get = (more = ''): string =>
  lines('get:', '  summary: 查询订单', indent(more, 2), "  responses: { '204': { description: 成功 } }")

/** A creation with these fields in its body; `required` as YAML. */
export const post = (properties: string, { required = '', more = '' } = {}): string =>
  lines(
    'post:',
    '  summary: 创建订单',
    '  requestBody:',
    '    content:',
    '      application/json:',
    '        schema:',
    '          type: object',
    required && `          required: ${required}`,
    '          properties:',
    indent(properties, 12),
    "  responses: { '204': { description: 成功 } }",
    indent(more, 2),
  )

export const field = (text: string, required = ''): MessageCase => ({ files: { [FILE]: post(text, { required }) } })
export const operation = (more: string): MessageCase => ({ files: { [FILE]: get(more) } })
export const FILE = 'operations/v3/orders.yaml'
export const NO = 'no: { type: string, description: 单号, example: A1 }'
export const STATE = 'state: { type: string, description: 状态, enum: [NEW, PAID], example: NEW }'
export const WEBHOOK_BODY =
  '  requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: string, description: 编号 } } } } } }'

/** An answer, in YAML, under `'200':`. */
export const answer = (text: string): MessageCase => ({
  files: { [FILE]: lines('get:', '  summary: 查询订单', '  responses:', indent(text, 4)) },
})

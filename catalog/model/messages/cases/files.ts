import { answer, FILE, field, get, type MessageCase, operation } from './case.ts'

export const syntax: Record<string, MessageCase> = {
  'a bracket is not closed': { files: { [FILE]: 'get: { summary: 查询\n' } },
  'a key stands twice': { files: { [FILE]: get('summary: 查询') } },
  'indented with a tab': { files: { [FILE]: 'get:\n\tsummary: 查询\n' } },
  'the file is empty': { files: { [FILE]: '# 以后写\n' } },
  'an alias': { files: { [FILE]: get('description: &a 说明\nx-official: [*a]') } },
  'a key is no text': { files: { [FILE]: `${get()}? [a]\n: 1\n` } },
}

export const references: Record<string, MessageCase> = {
  '$ref is no text': operation('parameters: [{ $ref: 1 }]'),
  '$ref to a file that is not there': {
    files: {
      [FILE]: get('x-errors: [{ $ref: ../schemas/errors.yaml#/A }, { $ref: ../../schemas/errors.yaml#/A }]'),
      'schemas/errors.yaml': 'A: { status: 400, code: A, message: 错 }\n',
    },
  },
  '$ref to a part that is not there': {
    files: {
      [FILE]: get('x-errors: [{ $ref: ../../schemas/errors.yaml#/B }]'),
      'schemas/errors.yaml': 'A: { status: 400, code: A, message: 错 }\n',
    },
  },
  '$ref in a circle': {
    files: {
      [FILE]:
        answer(
          "'200': { description: 成功, content: { application/json: { schema: { $ref: ../../schemas/a.yaml } } } }",
        ).files[FILE] ?? '',
      'schemas/a.yaml': 'type: object\nproperties:\n  below: { $ref: a.yaml, description: 下级 }\n',
    },
  },
  'a shared part that nobody uses': { files: { 'schemas/old.yaml': 'type: object\n' } },
}

export const shape: Record<string, MessageCase> = {
  'a key is misspelt': operation('descripton: 说明'),
  'a key is missing': { files: { [FILE]: "get:\n  responses: { '204': { description: 成功 } }\n" } },
  'a value is none of those allowed': operation('x-modes: [marchant]'),
  'a type that may be null': field("no: { type: [string, 'null'], description: 单号 }"),
  'a value breaks a rule': operation('x-rate-limit: { limit: 0, unit: qps }'),
  'a value is of another kind': operation('parameters: 单号'),
  'a path of no known protocol': { files: { 'operations/v4/a.yaml': get() } },
}

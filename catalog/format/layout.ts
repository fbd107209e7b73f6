/** How the parts of a catalog file are set: the order of their keys, and what stands on one line. */
export interface Layout {
  /** Known keys in their order; others follow as the file has them. `names` sorts all keys. */
  order?: readonly string[] | 'names'
  /**
   * `block`: each entry on lines of its own. `flow`: on one line, however long. `auto`: on one line unless a part of it
   * is `block` or has a comment. `many`: a list of one on one line, of more each on its own. `keep`: as the file has it.
   */
  style: 'block' | 'flow' | 'auto' | 'many' | 'keep'
  /** What holds it is set in lines, whatever its own style. */
  apart?: true
  /** Where a map has one of these keys, it is laid out so instead. */
  having?: Record<string, Layout>
  /** Where it is a list, it is laid out so instead. */
  list?: Layout
  /** The layout of what a key holds; `*` is every other key, and an item of a list. */
  parts?: Record<string, Layout>
}

const FLOW: Layout = { style: 'flow' }
/** Written by hand, as its author found it readable. */
const KEEP: Layout = { style: 'keep' }
KEEP.parts = { '*': KEEP }

const words = (text: string): string[] => text.trim().split(/\s+/)

const CONSTRAINTS = 'format pattern minLength maxLength minimum maximum minItems maxItems'
const FLAGS = 'x-encrypted x-json-string x-sample readOnly writeOnly'

/** A field: one line for a leaf, lines of its own for what has fields below it. */
const schema: Layout = {
  style: 'auto',
  order: words(
    `$ref type description x-unit ${FLAGS} enum x-enum-descriptions const default ${CONSTRAINTS} example required properties patternProperties items`,
  ),
}
const fields: Layout = { style: 'block', parts: { '*': schema } }
schema.parts = {
  properties: fields,
  patternProperties: fields,
  items: schema,
  required: FLOW,
  enum: FLOW,
  'x-enum-descriptions': FLOW,
  example: FLOW,
  default: FLOW,
}

const mediaTypes: Layout = { style: 'auto', parts: { '*': { style: 'auto', parts: { schema } } } }
const parameter: Layout = { style: 'auto', order: words('$ref name in required description schema'), parts: { schema } }
const reply: Layout = {
  style: 'auto',
  order: ['description', 'content'],
  parts: { content: { ...mediaTypes, apart: true } },
}
const error: Layout = { style: 'auto', order: words('$ref status code message solution') }

const operation: Layout = {
  style: 'block',
  order: words(`summary description externalDocs x-products x-modes x-official x-roles x-updated
    x-mutual-tls x-nonceless x-alias servers parameters requestBody responses
    x-plaintext x-original-type x-associated-data x-summary
    x-errors x-notifies x-launch x-counterpart x-idempotency x-rate-limit x-sandbox`),
  parts: {
    externalDocs: { style: 'flow', order: ['url', 'description'] },
    'x-products': FLOW,
    'x-modes': FLOW,
    'x-roles': FLOW,
    'x-official': { style: 'many' },
    servers: FLOW,
    parameters: { style: 'block', parts: { '*': parameter } },
    requestBody: { style: 'block', order: words('description required content'), parts: { content: mediaTypes } },
    responses: { style: 'block', parts: { '*': reply } },
    'x-plaintext': schema,
    'x-errors': { style: 'block', parts: { '*': error } },
    'x-notifies': FLOW,
    'x-counterpart': FLOW,
    'x-idempotency': { style: 'flow', order: ['key', 'note'] },
    'x-rate-limit': { style: 'flow', order: ['limit', 'unit', 'note'] },
    'x-sandbox': KEEP,
  },
}

const pathItem: Layout = {
  style: 'block',
  order: words('get post put patch delete'),
  parts: Object.fromEntries(words('get post put patch delete').map((method) => [method, operation])),
}

const sense: Layout = {
  style: 'auto',
  order: words('term en unit example values products under'),
  parts: { '*': FLOW },
}
const senses: Layout = { style: 'block', parts: { '*': sense } }
const glossary: Layout = { style: 'block', order: 'names', parts: { '*': { ...sense, list: senses } } }

/** A shared part: a schema, or several things side by side (error codes, parameters, schemas). */
const shared: Layout = {
  ...schema,
  style: 'block',
  parts: { ...schema.parts, '*': { ...schema, having: { in: parameter, code: error } } },
}

/** The folder (or file) of the catalog that a text is from. */
export type CatalogKind = 'operations' | 'webhooks' | 'schemas' | 'glossary' | 'other'

export const LAYOUTS: Record<CatalogKind, Layout> = {
  operations: pathItem,
  webhooks: pathItem,
  schemas: shared,
  glossary,
  other: { style: 'block', parts: { '*': KEEP } },
}

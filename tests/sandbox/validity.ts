/** Whether what the sandbox sent is what a schema says. */
import { Validator } from '@cfworker/json-schema'
import { XMLParser } from 'fast-xml-parser'
import type { Shape } from '../../catalog/derive/behaviour/index.ts'
import { schemaOf } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { decryptField, importDecryptingKey } from '../../playground/signature/index.ts'
import keys from '../vectors/keys.json' with { type: 'json' }

type JsonObject = { [name: string]: Json }

const decrypting = await importDecryptingKey(keys.private_key)
const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true, htmlEntities: true })

/** The fields inside the root element, all of them texts. */
export function readXml(text: string): JsonObject {
  return Object.values(parser.parse(text) as Record<string, JsonObject>)[0] ?? {}
}

/** What is wrong with a value, one line each; none if it is as the fields say. */
export function schemaFaults(fields: readonly Shape[], value: JsonObject): string[] {
  const { errors } = new Validator(schemaOf(fields), '2020-12', false).validate(value)
  return errors
    .filter(({ keyword }) => !['properties', 'items', 'patternProperties'].includes(keyword))
    .map(({ instanceLocation, error }) => `${instanceLocation} ${error}`)
}

/** What the merchant reads: decrypted, and JSON texts as what they carry. */
export async function plain(value: JsonObject, shapes: readonly Shape[]): Promise<JsonObject> {
  const result = { ...value }
  for (const shape of shapes) {
    const found = value[shape.name]
    if (found === undefined) continue
    result[shape.name] =
      shape.list && Array.isArray(found)
        ? await Promise.all(found.map((item) => plainOne(item, shape)))
        : await plainOne(found, shape)
  }
  return result
}

async function plainOne(value: Json, shape: Shape): Promise<Json> {
  if (shape.encrypted && typeof value === 'string') return decryptField(decrypting, value)
  const carried = shape.jsonString && typeof value === 'string' ? (JSON.parse(value) as Json) : value
  return shape.fields && isObject(carried) ? plain(carried, shape.fields) : carried
}

/** The texts of XML as what the fields say they are; one element may be a list of one. */
export function typed(value: JsonObject, shapes: readonly Shape[]): JsonObject {
  const entries = Object.entries(value).filter(([name]) => name !== '#text')
  return Object.fromEntries(
    entries.map(([name, item]) => {
      const shape = shapes.find(
        (one) => one.name === name || (one.namePattern && new RegExp(one.namePattern).test(name)),
      )
      const items = shape?.list ? [item].flat().map((one) => typedOne(one, shape)) : typedOne(item, shape)
      return [name, items]
    }),
  )
}

function typedOne(value: Json, shape: Shape | undefined): Json {
  if (isObject(value)) return typed(value, shape?.fields ?? [])
  if (shape?.type === 'integer' || shape?.type === 'number') return Number(value)
  if (shape?.type === 'boolean') return value === 'true'
  return shape?.type === 'object' && value === '' ? {} : value
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

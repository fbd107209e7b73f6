import { Validator } from '@cfworker/json-schema'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import type { OperationBehaviour, Shape } from '../../catalog/derive/behaviour/index.ts'
import { schemaOf } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { decryptField, importDecryptingKey } from '../../playground/signature/index.ts'
import keys from '../vectors/keys.json' with { type: 'json' }
import { createKit, type Got, type GotXml, sampleOf, sampleXmlOf } from './kit/index.ts'

type JsonObject = { [name: string]: Json }

const kit = await createKit()
const { operations } = kit.behaviour
const client = await kit.register()
const decrypting = await importDecryptingKey(keys.private_key)
const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true, htmlEntities: true })

// one merchant calls everything, in the catalog's order; hundreds of failures are read as one list
describe('every operation answers its own example as its schema says', () => {
  it.each(['v3', 'v2'] as const)(
    '%s',
    async (protocol) => {
      const failures: string[] = []
      for (const operation of operations.filter((one) => one.protocol === protocol)) {
        const found = await (protocol === 'v3' ? faultsOf(operation) : faultsOfXml(operation)).catch(String)
        for (const fault of [found].flat()) failures.push(`${operation.id}: ${fault}`)
      }
      expect(failures).toEqual([])
    },
    60_000,
  )
})

async function faultsOf(operation: OperationBehaviour): Promise<string[]> {
  const { reply, rule } = operation
  const got = await client.send(await sampleOf(operation, client, kit.behaviour, { fresh: true }))
  if (rule?.action === 'fail') return got.json.code === rule.error.code ? [] : [`${got.status} ${got.text}`]
  if (got.status !== reply.status) return [`${got.status} ${got.text}`]
  if (reply.status >= 300) return got.headers.has('Location') ? [] : ['no Location']
  if (isFile(operation)) return fileFaults(got)
  const unverified = got.verdict.ok ? [] : [`unverified: ${got.verdict.reason}`]
  if (reply.mediaType === undefined) return got.text === '' ? unverified : [...unverified, 'a body with 204']
  return [...unverified, ...schemaFaults(reply.fields, await plain(got.json, reply.fields))]
}

async function faultsOfXml(operation: OperationBehaviour): Promise<string[]> {
  const { reply } = operation
  const got = await client.sendXml(await sampleXmlOf(operation, client, kit.behaviour, { fresh: true }))
  if (got.status !== reply.status) return [`${got.status} ${got.text}`]
  if (reply.status >= 300) return got.headers.has('Location') ? [] : ['no Location']
  if (isFile(operation)) return fileFaults(got)
  if (reply.mediaType === 'application/json') return schemaFaults(reply.fields, JSON.parse(got.text) as JsonObject)
  const { xml } = parser.parse(got.text) as { xml: JsonObject }
  if (xml.return_code !== 'SUCCESS' || (xml.result_code ?? 'SUCCESS') !== 'SUCCESS') return [got.text]
  const signs = reply.fields.some(({ name }) => name === 'sign')
  const unsigned = signs && got.signed !== true ? [`signed: ${got.signed}`] : []
  return [...unsigned, ...schemaFaults(reply.fields, await plain(typed(xml, reply.fields), reply.fields))]
}

function isFile({ reply: { mediaType, fields } }: OperationBehaviour): boolean {
  return mediaType !== undefined && fields.length === 0 && !/json|xml/.test(mediaType)
}

function fileFaults({ text, headers }: Pick<Got | GotXml, 'text' | 'headers'>): string[] {
  return text.length > 0 && headers.get('Content-Type') ? [] : ['an empty file']
}

function schemaFaults(fields: readonly Shape[], value: JsonObject): string[] {
  const { errors } = new Validator(schemaOf(fields), '2020-12', false).validate(value)
  return errors
    .filter(({ keyword }) => !['properties', 'items', 'patternProperties'].includes(keyword))
    .map(({ instanceLocation, error }) => `${instanceLocation} ${error}`)
}

/** What the merchant reads: decrypted, and JSON texts as what they carry. */
async function plain(value: JsonObject, shapes: readonly Shape[]): Promise<JsonObject> {
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
function typed(value: JsonObject, shapes: readonly Shape[]): JsonObject {
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

import { describe, expect, it } from 'vitest'
import type { OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { createKit, type Got, type GotXml, sampleOf, sampleXmlOf } from './kit/index.ts'
import { plain, readXml, schemaFaults, typed } from './validity.ts'

type JsonObject = { [name: string]: Json }

const kit = await createKit()
const { operations } = kit.behaviour
const client = await kit.register()

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
  const xml = readXml(got.text)
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

import { describe, expect, it } from 'vitest'
import type { OperationBehaviour, Shape } from '../../catalog/derive/behaviour/index.ts'
import { createErrorWays, magicValue } from '../../catalog/derive/errors/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { ErrorCode, Json, Operation } from '../../catalog/model/types.ts'
import { createMemoryStore, type Store } from '../../playground/sandbox/index.ts'
import { carefulOperations } from '../samples/careful.ts'
import { createKit, type Sent, type SentXml, sampleOf, sampleXmlOf } from './kit/index.ts'

type JsonObject = { [name: string]: Json }

/** Spaces of what a merchant's requests may change. */
const RE_BUSINESS = /^(?:objects|names|due|notifications)\b/
const written: string[] = []
const kit = await createKit({ store: watched(createMemoryStore()) })
const client = await kit.register()
const catalog = await loadCatalog()
const careful = carefulOperations(catalog)
const behaviours = new Map(kit.behaviour.operations.map((operation) => [operation.id, operation]))
/** Operations none of whose own fields can carry a magic value: no text among them, or none long or free enough. */
const byFault: string[] = []

// thousands of requests: their failures are read as one list
describe('every documented error of a careful product can be got', () => {
  it.each(['v3', 'v2'] as const)(
    '%s: status, code and message as documented, unsigned, and nothing changed',
    async (protocol) => {
      const failures: string[] = []
      let tried = 0
      for (const operation of careful.filter((one) => one.protocol === protocol)) {
        for (const error of operation.errors) {
          tried++
          const got = await answerOf(operation, error)
          if (got) failures.push(`${operation.id} ${error.code}: ${got}`)
        }
      }
      expect(failures).toEqual([])
      expect(tried).toBeGreaterThan(protocol === 'v3' ? 2000 : 60)
    },
    180_000,
  )

  it('nearly always by a value in a field of its own; else by a fault', () => {
    const operations = new Set(byFault)
    expect(operations.size).toBeLessThan(careful.length / 8)
  })

  it('and many of them without asking: their ways are told', () => {
    const waysOf = createErrorWays(catalog)
    const all = careful.flatMap((operation) => waysOf(operation))
    expect(all.filter(({ ways }) => ways.length > 0).length).toBeGreaterThan(all.length / 3)
  })
})

/** What is wrong with the answer; `undefined` for nothing. */
async function answerOf(operation: Operation, error: ErrorCode): Promise<string | undefined> {
  const behaviour = behaviours.get(operation.id)
  if (!behaviour) return 'no behaviour'
  const found = await (operation.protocol === 'v3' ? sendV3(behaviour, error) : sendV2(behaviour, error))
  const wanted = {
    status: error.status,
    code: error.code,
    message: error.message,
    signed: operation.protocol === 'v2' && signs(behaviour),
  }
  if (written.length > 0) return `wrote ${written.join(', ')}`
  return JSON.stringify(found) === JSON.stringify(wanted) ? undefined : JSON.stringify({ found, wanted })
}

interface Found {
  status: number
  code: unknown
  message: unknown
  signed: boolean
}

async function sendV3(operation: OperationBehaviour, { code }: ErrorCode): Promise<Found> {
  const sample = await sampleOf(operation, client, kit.behaviour)
  const sent = withMagic(operation, sample, magicValue(code)) ?? (await withFault(operation, sample, code))
  written.length = 0
  const { status, json, verdict } = await client.send(sent)
  return { status, code: json.code, message: json.message, signed: verdict.ok }
}

async function sendV2(operation: OperationBehaviour, { code }: ErrorCode): Promise<Found> {
  const sample = await sampleXmlOf(operation, client, kit.behaviour)
  const name = [...(operation.body?.fields ?? []), ...operation.parameters.query].find(
    (shape) => sample.fields[shape.name] !== undefined && carries(shape, magicValue(code)),
  )?.name
  const fields = name === undefined ? sample.fields : { ...sample.fields, [name]: magicValue(code) }
  const sent: SentXml = { ...sample, fields }
  if (name === undefined) await withFault(operation, sample, code)
  written.length = 0
  const { status, fields: got, signed } = await client.sendXml(sent)
  return { status, code: got.err_code, message: got.err_code_des, signed: signed === true }
}

async function withFault<T>(operation: OperationBehaviour, sample: T, code: string): Promise<T> {
  byFault.push(operation.id)
  await client.control('POST', '/faults', { operation: operation.id, code })
  return sample
}

/** The sample with the value in the first text that may carry it: of the body, else of the path or the query. */
function withMagic(operation: OperationBehaviour, sample: Sent, magic: string): Sent | undefined {
  const { body, parameters, segments } = operation
  const field = body?.fields.find(
    (shape) => isObject(sample.body) && shape.name in sample.body && carries(shape, magic),
  )
  if (field && isObject(sample.body)) return { ...sample, body: { ...sample.body, [field.name]: magic } }
  const [path = '', query = ''] = sample.url.split('?')
  const at = segments.findIndex((segment) =>
    parameters.path.some((shape) => `{${shape.name}}` === segment && carries(shape, magic)),
  )
  if (at >= 0) {
    const parts = path.split('/')
    parts[at + 1] = magic
    return { ...sample, url: [parts.join('/'), query].filter(Boolean).join('?') }
  }
  const pairs = new URLSearchParams(query)
  const name = parameters.query.find((shape) => pairs.has(shape.name) && carries(shape, magic))?.name
  if (name === undefined) return undefined
  pairs.set(name, magic)
  return { ...sample, url: `${path}?${pairs}` }
}

/** Whether a value passes what the gateway checks of a field. */
function carries(
  { name, type, list, jsonString, encrypted, constraints = {}, enum: values, fields }: Shape,
  text: string,
): boolean {
  if (type !== 'string' || list || jsonString || encrypted || values || fields || constraints.format) return false
  if (Object.values(kit.behaviour.identity).flat().includes(name)) return false
  const address = kit.behaviour.errors['field-address']
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = constraints
  const pattern = address?.names?.includes(name) ? address.pattern : constraints.pattern
  return text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text))
}

function signs({ reply }: OperationBehaviour): boolean {
  return reply.fields.some(({ name }) => name === 'sign')
}

/** A store that notes what is written of a merchant's business. */
function watched(store: Store): Store {
  const note = (space: string): void => {
    if (RE_BUSINESS.test(space)) written.push(space)
  }
  return {
    ...store,
    put: (space, key, options) => {
      note(space)
      return store.put(space, key, options)
    },
    commit: (writes) => {
      for (const { space } of writes) note(space)
      return store.commit(writes)
    },
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

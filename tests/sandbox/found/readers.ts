/** Who finds what a creation made, and what the rules make anew on the way. */
import {
  keyPairs,
  OF_MERCHANT,
  type OperationBehaviour,
  type ResourceBehaviour,
  type Shape,
  valueAt,
} from '../../../catalog/derive/behaviour/index.ts'
import type { Assignments, Expression, SandboxRule, Step } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../kit/client.ts'
import { isScalar } from './leaves.ts'

export type Creating = OperationBehaviour & { rule: Extract<SandboxRule, { action: 'create' }> }
type Way = [field: string, from: string][]

/** An operation that finds an object of a resource and changes nothing. */
export interface Reader {
  operation: OperationBehaviour
  /** Ways to name the object: field of the object → field of the request. */
  ways: Way[]
  /** Codes of which one is answered where there is no such object; empty where a rule leaves it open. */
  missing: string[]
}

export function readersOf(resource: string, operations: OperationBehaviour[]): Reader[] {
  return operations.flatMap((operation): Reader[] => {
    const { rule } = operation
    if (operation.reply.fields.length === 0) return []
    const refs = Object.values(rule && 'refs' in rule ? (rule.refs ?? {}) : {})
    const own = refs.filter((one) => one.resource === resource)
    const named = own.flatMap(({ by }) => keyPairs(by))
    const codes = own.flatMap(({ missing }) => missing?.code ?? [])
    // what a reference names once more has to be the same object
    if (rule?.action === 'read' && rule.resource === resource)
      return [
        {
          operation,
          ways: [[...keyPairs(rule.key), ...named]],
          missing: [...codes, rule.missing?.code ?? 'RESOURCE_NOT_EXISTS'],
        },
      ]
    if (rule?.action !== 'echo' || !(rule.do ?? []).every(isHarmless)) return []
    const finds = (rule.do ?? []).flatMap((step) => ('find' in step && step.resource === resource ? [step] : []))
    const ways = [...named.map((pair) => [pair]), ...finds.flatMap(({ by }) => wayOf(by))]
    const missing = [...codes, ...finds.flatMap((step) => step.missing?.code ?? [])]
    return ways.length > 0 ? [{ operation, ways, missing }] : []
  })
}

function isHarmless(step: Step): boolean {
  return 'check' in step || 'fail' in step || 'find' in step || 'select' in step
}

/** What a step finds by, where all of it is the request's. */
function wayOf(by: Assignments): Way[] {
  const way = Object.entries(by).flatMap(([field, value]): Way => {
    const from = fromOf(value)
    return from?.startsWith('request.') ? [[field, from.slice('request.'.length)]] : []
  })
  return way.length === Object.keys(by).length ? [way] : []
}

/** How a reader names an object. */
export interface Named {
  /** Its example without other ways to name it. */
  operation: OperationBehaviour
  /** Fields of the request that name it. */
  numbers: JsonObject
}

/** `undefined` where the reader cannot name this object. */
export function naming({ operation, ways }: Reader, object: JsonObject): Named | undefined {
  const said = ([, from]: Way[number]): boolean => !from.startsWith(OF_MERCHANT)
  const way = ways.find((one) => one.filter(said).every(([field]) => isScalar(valueAt(object, field))))
  if (!way || way.some((pair) => said(pair) && pair[1].includes('.'))) return undefined
  const { query, path } = operation.parameters
  const shapes = [...query, ...path, ...(operation.body?.fields ?? [])]
  const shapeOf = (from: string): Shape | undefined => shapes.find(({ name }) => name === from)
  const example = structuredClone(operation.example)
  const others = ways.flat().filter(([, from]) => !way.some(([, one]) => one === from) && !shapeOf(from)?.required)
  for (const [, from] of others) {
    delete example.query[from]
    delete example.body?.[from]
  }
  const numbers = way.filter(said).map(([field, from]): [string, Json] => {
    const value = valueAt(object, field) ?? null
    return [from, /integer|number/.test(shapeOf(from)?.type ?? '') ? Number(value) : String(value)]
  })
  return { operation: { ...operation, example }, numbers: Object.fromEntries(numbers) }
}

/** Paths that the rules make anew, so that they need not be what the creation said. */
export function anewOf(
  { rule }: Creating,
  { reader, resource }: { reader: OperationBehaviour; resource: ResourceBehaviour },
): string[] {
  const { set, state, money = [], transitions = {}, controls: _ } = resource
  const moves = Object.values(transitions)
  const steps = [...(rule.do ?? []), ...moves.flatMap((one) => one.do ?? [])]
  const replies = [rule.reply, reader.rule && 'reply' in reader.rule ? reader.rule.reply : undefined]
  const sets = [set, rule.set, ...moves.map((one) => one.set), ...setsIn(steps), ...replies]
  return [...(state === undefined ? [] : [state]), ...money, ...sets.flatMap((one) => madeIn(one ?? {}))]
}

function setsIn(steps: Step[]): Assignments[] {
  return steps.flatMap((step) => {
    if ('when' in step) return setsIn([...step.do, ...(step.else ?? [])])
    if ('each' in step && 'do' in step) return setsIn(step.do)
    return 'set' in step && !('make' in step) ? [step.set] : []
  })
}

/** Paths whose values are not simply taken over from a field of the same name. */
function madeIn(assignments: Assignments): string[] {
  return Object.entries(assignments).flatMap(([path, value]) => {
    const from = fromOf(value)
    return from !== undefined && from.slice(from.indexOf('.') + 1) === path ? [] : [path]
  })
}

function fromOf(value: Expression): string | undefined {
  return typeof value === 'object' && value !== null && 'from' in value ? value.from : undefined
}

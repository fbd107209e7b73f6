import * as v from 'valibot'
import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { Field, Json } from './types.ts'
import { validate } from './validate.ts'

/** How the front end goes on after an operation: it is handed values, signed by the back end or not, and calls WeChat. */
export interface Launch {
  /** Key of `launches.yaml`. */
  kind: string
  /** Chinese. */
  title: string
  description: string
  /** What only this operation's reader has to know. */
  note?: string
  /** The launch follows only where a field of the request has this value. */
  when?: { field: string; value: string }
  /** What the front end gets, in this order. */
  values: LaunchValue[]
  /** Absent where nothing is signed. */
  sign?: LaunchSign
  calls: LaunchCall[]
}

export interface LaunchValue {
  name: string
  /** Joined they are the value. */
  parts: LaunchPart[]
}

/** `timestamp` is the time in seconds, `nonce` a random text, `mchid` the number of the merchant who signs the requests. */
export type LaunchPart =
  | { text: string }
  | { source: 'timestamp' | 'nonce' | 'mchid' }
  | { source: 'request' | 'response'; field: string; example: Json }

/**
 * `RSA`: SHA256 with RSA under the merchant's key over the named values, each followed by a line feed. Otherwise as v2
 * signs a message, over all values.
 */
export type LaunchSign = { name: string } & ({ type: 'RSA'; fields: string[] } | { type: 'MD5' | 'HMAC-SHA256' })

/** What the front end does: code that uses `params`, the values and the signature as one object. */
export interface LaunchCall {
  /** Where it runs: 小程序. */
  label: string
  lang: 'js' | 'java'
  code: string
}

const Text = v.pipe(v.string(), v.nonEmpty())

const CallsSchema: v.GenericSchema<LaunchCall[] | string> = v.pipe(
  v.array(v.strictObject({ label: Text, lang: v.picklist(['js', 'java']), code: Text })),
  v.nonEmpty(),
)

const KindSchema = v.strictObject({
  title: Text,
  description: Text,
  values: v.record(v.string(), Text),
  sign: v.optional(
    v.strictObject({
      name: Text,
      type: v.picklist(['RSA', 'MD5', 'HMAC-SHA256']),
      fields: v.optional(v.pipe(v.array(Text), v.nonEmpty())),
    }),
  ),
  calls: v.lazy((input) => (Array.isArray(input) ? CallsSchema : Text)),
})

/** `launches.yaml` */
const LaunchesSchema = v.record(v.string(), KindSchema)

type KindNode = v.InferOutput<typeof KindSchema>
type Kind = Omit<KindNode, 'calls'> & { calls: LaunchCall[] }
export type LaunchKinds = Record<string, Kind>

/** One entry of `x-launch`. `fields`: which field stands for a name in the values, where it is called otherwise. */
export const LaunchEntrySchema = v.strictObject({
  kind: Text,
  when: v.optional(v.pipe(v.record(v.string(), Text), v.maxEntries(1, 'Name one field.'))),
  fields: v.optional(v.record(v.string(), Text)),
  note: v.optional(Text),
})

const RE_PLACEHOLDER = /\{(\w+)\}/
const OWN = ['timestamp', 'nonce', 'mchid'] as const

/** The kinds of `launches.yaml`; none where the file is not there. */
export function readLaunches(node: Located | undefined, report: Report): LaunchKinds {
  const valid = node && validate(LaunchesSchema, node, report)
  if (!valid) return {}
  const kinds = Object.entries(valid.value)
  return Object.fromEntries(
    kinds.map(([name, kind]) => {
      const at = childOf(valid.node, name) ?? valid.node
      checkSign(name, kind, { at, report })
      return [name, { ...kind, calls: callsOf(name, valid.value, { at, report }) }]
    }),
  )
}

interface At {
  at: Located
  report: Report
}

function checkSign(name: string, { values, sign }: KindNode, { at, report }: At): void {
  if (!sign) return
  if ((sign.type === 'RSA') !== (sign.fields !== undefined)) {
    const hint = 'RSA signs the values of a list, fields: […]; MD5 and HMAC-SHA256 sign all values.'
    report(sourceAt(at, ['sign']), `the signature of "${name}" does not say what it covers`, hint)
  }
  for (const [index, field] of (sign.fields ?? []).entries()) {
    if (Object.hasOwn(values, field)) continue
    const source = sourceAt(at, ['sign', 'fields', index])
    report(source, `"${name}" signs "${field}", which is no value`, hintForName(field, Object.keys(values)))
  }
}

/** The calls of a kind, or of the kind that it names. */
function callsOf(name: string, kinds: Record<string, KindNode>, { at, report }: At): LaunchCall[] {
  const calls = kinds[name]?.calls ?? []
  if (typeof calls !== 'string') return calls
  const others = kinds[calls]?.calls
  if (Array.isArray(others)) return others
  const known = Object.keys(kinds).filter((one) => Array.isArray(kinds[one]?.calls))
  report(
    sourceAt(at, ['calls']),
    `"${name}" calls as "${calls}", which has no calls of its own`,
    hintForName(calls, known),
  )
  return []
}

interface LaunchContext {
  kinds: LaunchKinds
  /** Outermost fields. */
  request: readonly Field[]
  response: readonly Field[]
  report: Report
}

/** `x-launch` of one operation, with the values' names looked up in its request and its answer. */
export function toLaunches(
  entries: readonly v.InferOutput<typeof LaunchEntrySchema>[],
  node: Located | undefined,
  context: LaunchContext,
): Launch[] {
  return entries.flatMap((entry, index) => {
    const at = childOf(node, index)
    const kind = context.kinds[entry.kind]
    if (!at) return []
    if (!kind) {
      const source = sourceAt(at, ['kind'])
      context.report(
        source,
        `launches.yaml has no "${entry.kind}"`,
        hintForName(entry.kind, Object.keys(context.kinds)),
      )
      return []
    }
    checkWhen(entry, at, context)
    return [toLaunch(kind, entry, { ...context, at })]
  })
}

type Entry = v.InferOutput<typeof LaunchEntrySchema>

function toLaunch(kind: Kind, entry: Entry, context: LaunchContext & { at: Located }): Launch {
  const { title, description, values, sign, calls } = kind
  const [when] = Object.entries(entry.when ?? {})
  return {
    kind: entry.kind,
    title,
    description,
    ...(entry.note !== undefined && { note: entry.note }),
    ...(when && { when: { field: when[0], value: when[1] } }),
    values: Object.entries(values).map(([name, template]) => ({ name, parts: toParts(template, entry, context) })),
    ...(sign && { sign: toSign(sign) }),
    calls,
  }
}

function toSign({ name, type, fields = [] }: NonNullable<Kind['sign']>): LaunchSign {
  return type === 'RSA' ? { name, type, fields } : { name, type }
}

function toParts(
  template: string,
  { kind, fields = {} }: Entry,
  context: LaunchContext & { at: Located },
): LaunchPart[] {
  return template.split(/(\{\w+\})/).flatMap((piece): LaunchPart[] => {
    const placeholder = RE_PLACEHOLDER.exec(piece)?.[1]
    if (placeholder === undefined) return piece === '' ? [] : [{ text: piece }]
    const own = OWN.find((one) => one === placeholder)
    if (own) return [{ source: own }]
    const name = fields[placeholder] ?? placeholder
    for (const source of ['request', 'response'] as const) {
      const field = context[source].find((one) => one.name === name)
      if (field) return [{ source, field: name, example: field.example ?? name }]
    }
    const known = [...context.request, ...context.response].map((field) => field.name)
    const hint = `Write fields: { ${placeholder}: … } with a name of the request or of the answer. ${hintForName(name, known)}`
    context.report(context.at.source, `"${kind}" needs "${name}", which this operation does not have`, hint)
    return []
  })
}

function checkWhen({ when = {} }: Entry, at: Located, { request, report }: LaunchContext): void {
  for (const [name, value] of Object.entries(when)) {
    const field = request.find((one) => one.name === name)
    const values = field?.enum.map((one) => String(one.value)) ?? []
    if (!field) {
      report(
        sourceAt(at, ['when']),
        `"when" names "${name}", which is no field of the request`,
        hintForName(
          name,
          request.map((one) => one.name),
        ),
      )
    } else if (values.length > 0 && !values.includes(value)) {
      report(sourceAt(at, ['when', name]), `"${name}" is never "${value}"`, hintForName(value, values))
    }
  }
}

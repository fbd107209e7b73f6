import type { Catalog, ErrorCode, Json, Operation } from '../../model/types.ts'
import { type Way, waysOf } from './ways.ts'

/** A documented error of an operation, and how the sandbox comes to answer it. */
export interface ReachedError extends ErrorCode {
  /** When it is answered by itself; empty: only where it is asked for. */
  ways: Way[]
}

/** Ways in words: Chinese, conditions in backticks; states of one kind in one line. */
export function wordsOf(ways: Way[]): string[] {
  const states = new Map<string, Set<string>>()
  for (const { text, state } of ways) {
    const known = states.get(text) ?? new Set()
    if (state !== undefined) known.add(state)
    states.set(text, known)
  }
  return [...states].map(([text, own]) => `${text} ${[...own].map((state) => `\`${state}\``).join('、')}`.trim())
}

/** What has to stand anywhere in a request so that the sandbox answers a documented error. */
export function magicValue(code: string): string {
  return `SANDBOX-${code}`
}

/**
 * How each documented error of an operation is reached in the sandbox: by the rule of the operation, by what its object's
 * transition refuses, by the gateway's own checks; whatever is left is reached by `magicValue` or a fault.
 */
export function createErrorWays(catalog: Catalog): (operation: Operation) => ReachedError[] {
  const titleOf = (resource: string): string | undefined => catalog.resources[resource]?.title
  return (operation) => {
    const ways = [...ruleWays(catalog, operation, titleOf), ...gatewayWays(catalog, operation)]
    return operation.errors.map((error) => ({
      ...error,
      ways: ways.filter(({ code }) => code === error.code),
    }))
  }
}

/** One error code of several operations. */
export interface ErrorRow {
  code: string
  message: string
  statuses: number[]
  /** In words, see `wordsOf`. */
  ways: string[]
  magic: string
}

/** The errors of operations, each code once: those that come by themselves first. Nothing where the sandbox has no rules of them. */
export function createErrorRows(catalog: Catalog): (operations: Operation[]) => ErrorRow[] {
  const waysOfOperation = createErrorWays(catalog)
  return (operations) => {
    if (!operations.some(({ sandbox }) => sandbox)) return []
    const codes = new Map<string, ReachedError[]>()
    for (const error of operations.flatMap(waysOfOperation)) {
      codes.set(error.code, [...(codes.get(error.code) ?? []), error])
    }
    const rows = [...codes].map(([code, errors]) => ({
      code,
      message: errors[0]?.message ?? '',
      statuses: [...new Set(errors.map(({ status }) => status))].sort(),
      ways: wordsOf(errors.flatMap(({ ways }) => ways)),
      magic: magicValue(code),
    }))
    return [...rows.filter(({ ways }) => ways.length > 0), ...rows.filter(({ ways }) => ways.length === 0)]
  }
}

function ruleWays(
  { resources }: Catalog,
  { sandbox }: Operation,
  titleOf: (resource: string) => string | undefined,
): Way[] {
  if (!sandbox) return []
  const resource = 'resource' in sandbox ? sandbox.resource : undefined
  const options = { title: (resource && titleOf(resource)) || '对象', titleOf }
  const moves = 'transition' in sandbox && sandbox.transition !== undefined ? [sandbox.transition] : []
  const transitions = resource === undefined ? undefined : resources[resource]?.transitions
  const named = [...moves, ...movesOf(sandbox as unknown as Json)]
  const moved = named.flatMap((name) => (transitions?.[name] ? [transitions[name] as unknown as Json] : []))
  return [sandbox as unknown as Json, ...moved].flatMap((rule) => waysOf(rule, options))
}

/** Transitions that steps name. */
function movesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(movesOf)
  if (typeof value !== 'object' || value === null) return []
  const own = typeof value.move === 'string' ? [value.move] : []
  return [...own, ...Object.values(value).flatMap(movesOf)]
}

/** What the gateway refuses before any rule, or where a rule leaves the answer to it. */
function gatewayWays({ errors }: Catalog, { protocol, parameters, body, sandbox }: Operation): Way[] {
  if (protocol === 'v2') return []
  const checks: [check: string, text: string][] = [['signature-wrong', '签名不对']]
  if (body || parameters.query.length > 0) checks.push(['field-required', '缺少必填参数，或参数不合字段的约束'])
  if (typeof sandbox === 'object' && 'owner' in sandbox && typeof sandbox.owner === 'string') {
    checks.push(['owner-wrong', '参数里的商户号不是签名的商户'])
  }
  if (sandbox && 'key' in sandbox && sandbox.action !== 'create' && !sandbox.missing) {
    checks.push(['object-missing', '没有这个单号'])
  }
  if (sandbox?.action === 'change' && sandbox.transition !== undefined && !sandbox.refused) {
    checks.push(['transition-refused', '状态不允许'])
  }
  return checks.flatMap(([check, text]) => {
    const code = errors[check]?.code
    return code === undefined ? [] : [{ code, text }]
  })
}

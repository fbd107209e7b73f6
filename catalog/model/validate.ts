import * as v from 'valibot'
import { isBroken, type Located, sourceAt, toJson, without, withText } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'

type AnySchema = v.GenericSchema<unknown, unknown>
type Path = (string | number)[]

export interface Valid<T> {
  value: T
  /** The positions of `value`, part by part. */
  node: Located
}

/**
 * Checks the shape of a file and reports every difference with its line. What is wrong is then left out, so that the rest
 * can still be checked for its meaning; `undefined` if nothing usable remains.
 */
export function validate<const T extends v.GenericSchema<unknown, unknown>>(
  schema: T,
  node: Located,
  report: Report,
): Valid<v.InferOutput<T>> | undefined {
  const result = v.safeParse(schema, toJson(node))
  if (result.success) return { value: result.output, node }
  for (const issue of result.issues) {
    const path = pathOf(issue)
    if (isBroken(node, path)) continue
    const { message, hint } = explain(issue, path, schema)
    report(sourceAt(node, path), message, hint)
  }
  return repair(schema, node, { issues: result.issues, filled: new Set() })
}

/**
 * Mends what the issues name until the rest is sound. Each round leaves something out or fills a gap that was not filled
 * before (`filled`), so it ends.
 */
function repair<const T extends v.GenericSchema<unknown, unknown>>(
  schema: T,
  node: Located,
  { issues, filled }: { issues: readonly v.BaseIssue<unknown>[]; filled: ReadonlySet<string> },
): Valid<v.InferOutput<T>> | undefined {
  const repairs = issues.map((issue): Repair => {
    const path = pathOf(issue)
    if (filled.has(keyOf(path))) return { path: path.slice(0, -1) }
    if (!isMissing(issue)) return { path }
    return schemaAt(schema, path)?.type === 'string' ? { path, text: '?' } : { path: path.slice(0, -1) }
  })
  if (repairs.some(({ path }) => path.length === 0)) return undefined
  // From the end: what is removed from a list must not move what is still to be removed.
  const mended = [...new Map(repairs.map((one) => [keyOf(one.path), one])).values()]
    .sort((a, b) => comparePaths(a.path, b.path))
    .reduceRight(
      (tree, { path, text }) => (text === undefined ? without(tree, path) : withText(tree, path, text)),
      node,
    )
  const result = v.safeParse(schema, toJson(mended))
  if (result.success) return { value: result.output, node: mended }
  const gaps = repairs.filter(({ text }) => text !== undefined).map(({ path }) => keyOf(path))
  return repair(schema, mended, { issues: result.issues, filled: new Set([...filled, ...gaps]) })
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}

/** What is done about one issue: `path` is left out, or a text that is missing there is made up. */
interface Repair {
  path: Path
  text?: string
}

function pathOf(issue: v.BaseIssue<unknown>): Path {
  return (issue.path ?? []).map((item) => item.key as string | number)
}

function isMissing(issue: v.BaseIssue<unknown>): boolean {
  return issue.input === undefined && issue.kind === 'schema'
}

function comparePaths(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]]
    if (one === other) continue
    if (typeof one === 'number' && typeof other === 'number') return one - other
    return String(one) < String(other) ? -1 : 1
  }
  return a.length - b.length
}

function explain(issue: v.BaseIssue<unknown>, path: Path, schema: AnySchema): { message: string; hint: string } {
  const last = path.at(-1)
  const above = path.slice(0, typeof last === 'number' ? -2 : -1)
  const name = showPath(path.slice(above.length))
  const where = above.length > 0 ? ` in ${showPath(above)}` : ''
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = Object.keys(schemaAt(schema, path.slice(0, -1))?.entries ?? {})
    return { message: `unknown key "${name}"${where}`, hint: hintForName(name, known) }
  }
  if (isMissing(issue)) {
    const choices = issue.type === 'picklist' || name === 'type' ? hintForMissing(schema, path) : `Write ${name}: …`
    return { message: `"${name}" is missing${where}`, hint: choices }
  }
  if (issue.type === 'picklist') {
    const options = (schemaAt(schema, path)?.options ?? []).map(String)
    return { message: `"${name}" cannot be ${issue.received}${where}`, hint: hintForName(String(issue.input), options) }
  }
  if (issue.kind === 'validation') {
    return { message: `"${name}" is ${issue.received}${where}`, hint: issue.message.replace(/ but received .*/, '.') }
  }
  return {
    message: `"${name || 'the file'}" is ${issue.received}${where}`,
    hint: `It must be ${nameOf(issue.expected)}.`,
  }
}

/** `get.x-errors[0].code` */
function showPath(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '')
}

function hintForMissing(schema: AnySchema, path: Path): string {
  const options = (schemaAt(schema, path)?.options ?? []).map(String)
  return `Write ${path.at(-1)}: ${options.join(' | ')}.`
}

function nameOf(expected: string | null): string {
  if (expected === 'Object') return 'a map (key: value)'
  if (expected === 'Array') return 'a list'
  return expected ?? 'something else'
}

/** The parts of valibot's schema objects that are read here; which of them exist depends on the kind of schema. */
interface Shape {
  type?: string
  entries?: Record<string, Shape>
  item?: Shape
  value?: Shape
  wrapped?: Shape
  getter?: (input: unknown) => Shape
  options?: readonly unknown[]
}

function schemaAt(schema: AnySchema, path: Path): Shape | undefined {
  let current: Shape | undefined = unwrap(schema as unknown as Shape)
  for (const key of path) {
    // One or a list of it: the schema of one is known, the index says nothing.
    if (typeof key === 'number' && current && !current.item) continue
    current = unwrap(current?.entries?.[String(key)] ?? current?.item ?? current?.value)
  }
  return current
}

function unwrap(shape: Shape | undefined): Shape | undefined {
  if (shape?.wrapped) return unwrap(shape.wrapped)
  if (shape?.getter) return unwrap(shape.getter(undefined))
  return shape
}

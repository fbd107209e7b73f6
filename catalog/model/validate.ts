import * as v from 'valibot'
import { isBroken, type Located, sourceAt, toJson } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'

type AnySchema = v.GenericSchema<unknown, unknown>
type Path = (string | number)[]

/** Checks the shape of a file. Reports every difference with its line; yields the typed value only if there is none. */
export function validate<const T extends v.GenericSchema<unknown, unknown>>(
  schema: T,
  node: Located,
  report: Report,
): v.InferOutput<T> | undefined {
  const result = v.safeParse(schema, toJson(node))
  if (result.success) return result.output
  for (const issue of result.issues) {
    const path = (issue.path ?? []).map((item) => item.key as string | number)
    if (isBroken(node, path)) continue
    const { message, hint } = explain(issue, path, schema)
    report(sourceAt(node, path), message, hint)
  }
  return undefined
}

function explain(issue: v.BaseIssue<unknown>, path: Path, schema: AnySchema): { message: string; hint: string } {
  const name = path.at(-1)
  const where = path.length > 1 ? ` in ${path.slice(0, -1).join('.')}` : ''
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = Object.keys(schemaAt(schema, path.slice(0, -1))?.entries ?? {})
    return { message: `unknown key "${name}"${where}`, hint: hintForName(String(name), known) }
  }
  if (issue.input === undefined && issue.kind === 'schema') {
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
    message: `"${name ?? 'the file'}" is ${issue.received}${where}`,
    hint: `It must be ${nameOf(issue.expected)}.`,
  }
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
    current = unwrap(current?.entries?.[String(key)] ?? current?.item ?? current?.value)
  }
  return current
}

function unwrap(shape: Shape | undefined): Shape | undefined {
  if (shape?.wrapped) return unwrap(shape.wrapped)
  if (shape?.getter) return unwrap(shape.getter(undefined))
  return shape
}

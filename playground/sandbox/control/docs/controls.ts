import * as v from 'valibot'
import type { ArriveRule, ControlRule, ResourceRule } from '../../../../catalog/model/sandbox.ts'
import { CONTROL_PROBLEMS, ControlAnswerSchema } from './objects.ts'
import type { RouteDoc } from './route-doc.ts'

/** What is described of a resource. */
export type Resources = Record<
  string,
  Pick<ResourceRule, 'title' | 'controls' | 'arrive'> & { key: string[]; scope: string[] }
>

/** The controls of the resources, a topic each. */
export function controlDocs(resources: Resources): { title: string; docs: RouteDoc[] }[] {
  return Object.entries(resources).flatMap(([name, { title, controls = {}, arrive, key, scope }]) => {
    const arrivals = arrive ? [arrivalDoc(`/${name}`, arrive, scope)] : []
    const docs = Object.entries(controls).map(([control, rule]) =>
      controlDoc(`/${name}/{key}/${control}`, rule, { key, scope }),
    )
    const all = [...arrivals, ...docs]
    return all.length > 0 ? [{ title: title ?? name, docs: all }] : []
  })
}

function controlDoc(path: string, rule: ControlRule, { key, scope }: { key: string[]; scope: string[] }): RouteDoc {
  const cases = Object.entries(rule.cases ?? {}).map(
    ([name, { title }]) => `- \`${name}\` ${title}${name === rule.default ? '（默认）' : ''}`,
  )
  const by = rule.by === undefined ? [] : [`\`${rule.by}\` 决定结果：\n\n${cases.join('\n')}`]
  const description = [rule.description ?? [], by].flat().join('\n\n')
  return {
    method: 'post',
    path,
    summary: rule.title,
    ...(description !== '' && { description }),
    parameters: { key: `${key.join('、')}，或能唯一找到它的另一个编号` },
    body: bodySchema(rule, scope),
    answers: [{ status: 200, description: '之后的对象', schema: ControlAnswerSchema }],
    problems: CONTROL_PROBLEMS,
  }
}

/** What comes without an operation of the merchant's. */
function arrivalDoc(path: string, { title, description, fields }: ArriveRule, scope: string[]): RouteDoc {
  return {
    method: 'post',
    path,
    summary: title,
    ...(description !== undefined && { description }),
    body: bodySchema({ title, fields }, scope),
    answers: [{ status: 201, description: '产生的对象', schema: ControlAnswerSchema }],
    problems: CONTROL_PROBLEMS,
  }
}

/** The body of a control call: the rule's fields, the one that chooses a case, and those that part the numbers. */
export function bodySchema(
  { fields = {}, by, cases = {} }: ControlRule,
  scope: string[],
): v.GenericSchema<unknown, Record<string, unknown>> {
  const entries = Object.entries(fields).map(([name, { type = 'string', description, example, required }]) => {
    const base = name === by ? v.picklist(Object.keys(cases)) : TYPES[type]
    const said = v.pipe(base, v.description(description), v.examples(example === undefined ? [] : [example]))
    return [name, required ? said : v.optional(said)] as const
  })
  const chooses =
    by !== undefined && !Object.hasOwn(fields, by) ? [[by, v.optional(v.picklist(Object.keys(cases)))] as const] : []
  const parts = scope
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => [name, v.optional(v.string())] as const)
  return v.strictObject(Object.fromEntries([...entries, ...chooses, ...parts]))
}

const TYPES = {
  string: v.string(),
  integer: v.pipe(v.number(), v.integer()),
  boolean: v.boolean(),
} as const

import { FlowFileSchema, type StepEntry } from './flow-schema.ts'
import type { Flow, FlowItem, FlowStep } from './flow-types.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName, nearestName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { Product } from './product-types.ts'
import type { Field, Json, Operation, Webhook } from './types.ts'
import { validate } from './validate.ts'

export interface FlowInput {
  /** `flows/*.yaml`, by their names. */
  files: [file: string, node: Located][]
  products: Product[]
  operations: Operation[]
  webhooks: Webhook[]
  report: Report
}

/** The flows, in the order in which the products name them; every id, participant and value is checked. */
export function toFlows(input: FlowInput): Flow[] {
  const { files, products, report } = input
  const flows = files.flatMap(([file, node]) => {
    const id = file.replace(/^.*\//, '').replace(/\.yaml$/, '')
    const slugs = products.filter((product) => product.flows.includes(id)).map(({ slug }) => slug)
    if (slugs.length === 0)
      report(node.source, `no product leads to the flow "${id}"`, `Add it to flows: of a product.`)
    return toFlow(node, { ...input, id, products: slugs }) ?? []
  })
  const ids = flows.map(({ id }) => id)
  for (const { source, flows: named } of products) {
    for (const id of named.filter((one) => !ids.includes(one)))
      report(source, `there is no flows/${id}.yaml`, hintForName(id, ids))
  }
  const order = [...new Set(products.flatMap((product) => product.flows))]
  return flows.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}

type Context = Omit<FlowInput, 'products'> & { id: string; products: string[] }

function toFlow(raw: Located, context: Context): Flow | undefined {
  const valid = validate(FlowFileSchema, raw, context.report)
  if (!valid) return undefined
  const { value, node } = valid
  const reader = createReader(value.participants, { ...context, values: value.values ?? {} })
  const items = reader.items(value.steps, childOf(node, 'steps') ?? node)
  reader.reportUnused(node)
  return {
    id: context.id,
    title: value.title,
    purpose: value.purpose,
    products: context.products,
    participants: value.participants,
    needs: value.needs ?? [],
    items,
    troubles: value.troubles ?? [],
    links: value.links ?? [],
    source: node.source,
  }
}

interface Reader {
  items(entries: StepEntry[], node: Located): FlowItem[]
  /** Participants and values that no step takes. */
  reportUnused(node: Located): void
}

function createReader(
  participants: string[],
  { operations, webhooks, report, values }: Context & { values: Record<string, Json> },
): Reader {
  const taken = new Set<string>()
  let number = 0
  const checkId = (key: 'operation' | 'launch' | 'webhook', entry: StepEntry, node: Located): void => {
    const id = entry[key]
    const ids = (key === 'webhook' ? webhooks : operations).map((one) => one.id)
    if (id === undefined || ids.includes(id)) return
    const near = nearestName(id, ids)
    const kind = key === 'webhook' ? 'webhook' : 'operation'
    report(sourceAt(node, [key]), `"${id}" is no ${kind}`, near ? `Did you mean "${near}"?` : 'Write the id of one.')
  }
  const step = (entry: StepEntry, node: Located): FlowStep => {
    for (const key of ['from', 'to'] as const) {
      const name = entry[key]
      taken.add(name ?? '')
      if (name === undefined) report(node.source, `"${key}" is missing in the step`, `Write ${key}: a participant.`)
      else if (!participants.includes(name))
        report(sourceAt(node, [key]), `"${name}" is no participant`, hintForName(name, participants))
    }
    for (const key of ['operation', 'launch', 'webhook'] as const) checkId(key, entry, node)
    const operation = operations.find(({ id }) => id === entry.operation)
    const webhook = webhooks.find(({ id }) => id === entry.webhook)
    const text = entry.text ?? operation?.title ?? webhook?.title
    if (text === undefined) report(node.source, 'the step says nothing', 'Write text: what happens.')
    const names = operation ? requestNames(operation) : new Set<string>()
    for (const name of Object.keys(values).filter((one) => names.has(one))) taken.add(`values.${name}`)
    for (const name of Object.keys(entry.values ?? {})) {
      if (!names.has(name))
        report(sourceAt(node, ['values', name]), `the request has no field "${name}"`, hintForName(name, [...names]))
    }
    number += 1
    return {
      kind: 'step',
      number,
      from: entry.from ?? '',
      to: entry.to ?? '',
      text: text ?? '',
      answer: entry.answer ?? '',
      ...(entry.operation && { operation: entry.operation }),
      ...(entry.webhook && { webhook: entry.webhook }),
      ...(entry.launch && { launch: entry.launch }),
      note: entry.note ?? '',
      values: { ...values, ...entry.values },
    }
  }
  const item = (entry: StepEntry, node: Located): FlowItem => {
    if (entry.alternatives) {
      const sections = entry.alternatives.map(({ when, steps }, index) => ({
        when,
        items: items(steps, childOf(childOf(childOf(node, 'alternatives'), index), 'steps') ?? node),
      }))
      return { kind: 'alternatives', sections }
    }
    const when = entry.loop ?? entry.optional
    if (when === undefined || !entry.steps) return step(entry, node)
    const kind = entry.loop === undefined ? 'optional' : 'loop'
    return { kind, sections: [{ when, items: items(entry.steps, childOf(node, 'steps') ?? node) }] }
  }
  const items = (entries: StepEntry[], node: Located): FlowItem[] =>
    entries.map((entry, index) => item(entry, childOf(node, index) ?? node))
  return {
    items,
    reportUnused(node) {
      participants.forEach((name, index) => {
        if (!taken.has(name))
          report(sourceAt(node, ['participants', index]), `"${name}" does nothing`, 'Drop it, or give it a step.')
      })
      for (const name of Object.keys(values)) {
        if (!taken.has(`values.${name}`))
          report(sourceAt(node, ['values', name]), `no step has a field "${name}"`, 'Drop the line.')
      }
    },
  }
}

/** The names of all fields that a request of the operation can carry. */
function requestNames({ parameters, body }: Operation): Set<string> {
  const names = (fields: Field[]): string[] => fields.flatMap(({ name, fields: below }) => [name, ...names(below)])
  const { path, query, header } = parameters
  return new Set(names([...path, ...query, ...header, ...(body?.fields ?? [])]))
}

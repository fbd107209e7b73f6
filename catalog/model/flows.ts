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

function toFlow(
  raw: Located,
  input: Omit<FlowInput, 'products'> & { id: string; products: string[] },
): Flow | undefined {
  const valid = validate(FlowFileSchema, raw, input.report)
  if (!valid) return undefined
  const { value, node } = valid
  const values = value.values ?? {}
  const reader: Reader = { ...input, participants: value.participants, values, taken: new Set(), count: 0 }
  const items = readItems(value.steps, childOf(node, 'steps') ?? node, reader)
  reportUnused(node, reader)
  return {
    id: input.id,
    title: value.title,
    purpose: value.purpose,
    products: input.products,
    participants: value.participants,
    needs: value.needs ?? [],
    items,
    troubles: value.troubles ?? [],
    links: value.links ?? [],
    source: node.source,
  }
}

/** What reading one flow needs and remembers. */
interface Reader {
  participants: string[]
  values: Record<string, Json>
  operations: Operation[]
  webhooks: Webhook[]
  report: Report
  /** Participants, and `values.<name>`, that a step has used. */
  taken: Set<string>
  /** Steps so far. */
  count: number
}

function readItems(entries: StepEntry[], node: Located, reader: Reader): FlowItem[] {
  return entries.map((entry, index) => readItem(entry, childOf(node, index) ?? node, reader))
}

function readItem(entry: StepEntry, node: Located, reader: Reader): FlowItem {
  if (entry.alternatives) {
    const sections = entry.alternatives.map(({ when, steps }, index) => {
      const below = childOf(childOf(childOf(node, 'alternatives'), index), 'steps')
      return { when, items: readItems(steps, below ?? node, reader) }
    })
    return { kind: 'alternatives', sections }
  }
  const when = entry.loop ?? entry.optional
  if (when === undefined || !entry.steps) return readStep(entry, node, reader)
  const items = readItems(entry.steps, childOf(node, 'steps') ?? node, reader)
  return { kind: entry.loop === undefined ? 'optional' : 'loop', sections: [{ when, items }] }
}

function readStep(entry: StepEntry, node: Located, reader: Reader): FlowStep {
  const { operations, webhooks, values, report } = reader
  for (const key of ['from', 'to'] as const) checkParticipant(key, entry, { node, reader })
  for (const key of ['operation', 'launch', 'webhook'] as const) checkId(key, entry, { node, reader })
  const operation = operations.find(({ id }) => id === entry.operation)
  const webhook = webhooks.find(({ id }) => id === entry.webhook)
  const text = entry.text ?? operation?.title ?? webhook?.title
  if (text === undefined) report(node.source, 'the step says nothing', 'Write text: what happens.')
  checkValues(entry, operation, { node, reader })
  reader.count += 1
  return {
    kind: 'step',
    number: reader.count,
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

interface At {
  node: Located
  reader: Reader
}

function checkParticipant(key: 'from' | 'to', entry: StepEntry, { node, reader }: At): void {
  const { participants, report, taken } = reader
  const name = entry[key]
  taken.add(name ?? '')
  if (name === undefined) report(node.source, `"${key}" is missing in the step`, `Write ${key}: a participant.`)
  else if (!participants.includes(name))
    report(sourceAt(node, [key]), `"${name}" is no participant`, hintForName(name, participants))
}

function checkId(key: 'operation' | 'launch' | 'webhook', entry: StepEntry, { node, reader }: At): void {
  const id = entry[key]
  const ids = (key === 'webhook' ? reader.webhooks : reader.operations).map((one) => one.id)
  if (id === undefined || ids.includes(id)) return
  const near = nearestName(id, ids)
  const kind = key === 'webhook' ? 'webhook' : 'operation'
  reader.report(
    sourceAt(node, [key]),
    `"${id}" is no ${kind}`,
    near ? `Did you mean "${near}"?` : 'Write the id of one.',
  )
}

function checkValues(entry: StepEntry, operation: Operation | undefined, { node, reader }: At): void {
  const names = operation ? requestNames(operation) : new Set<string>()
  for (const name of Object.keys(reader.values).filter((one) => names.has(one))) reader.taken.add(`values.${name}`)
  for (const name of Object.keys(entry.values ?? {}).filter((one) => !names.has(one))) {
    const hint = hintForName(name, [...names])
    reader.report(sourceAt(node, ['values', name]), `the request has no field "${name}"`, hint)
  }
}

/** The names of all fields that a request of the operation can carry. */
function requestNames({ parameters, body }: Operation): Set<string> {
  const names = (fields: Field[]): string[] => fields.flatMap(({ name, fields: below }) => [name, ...names(below)])
  const { path, query, header } = parameters
  return new Set(names([...path, ...query, ...header, ...(body?.fields ?? [])]))
}

function reportUnused(node: Located, { participants, values, taken, report }: Reader): void {
  participants.forEach((name, index) => {
    if (!taken.has(name))
      report(sourceAt(node, ['participants', index]), `"${name}" does nothing`, 'Drop it, or give it a step.')
  })
  for (const name of Object.keys(values)) {
    if (!taken.has(`values.${name}`))
      report(sourceAt(node, ['values', name]), `no step has a field "${name}"`, 'Drop the line.')
  }
}

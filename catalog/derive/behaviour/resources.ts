import { keyPairs } from '../../model/keys.ts'
import type { Step } from '../../model/sandbox.ts'
import type { Catalog, ResourceRule, SandboxRule } from './model.ts'
import type { ResourceBehaviour } from './types.ts'

/** How operations find the objects of one resource. */
interface Uses {
  /** The key of the operation that creates, else of the first that finds. */
  key?: string[]
  created?: true
  lookups: Map<string, string[]>
  anywhere: Map<string, string[]>
}

/** Every resource that some rule or file names, defaults filled in. */
export function deriveResources({ operations, resources }: Catalog): Record<string, ResourceBehaviour> {
  const uses = new Map<string, Uses>()
  const of = (name: string): Uses => {
    const known = uses.get(name) ?? { lookups: new Map(), anywhere: new Map() }
    uses.set(name, known)
    return known
  }
  for (const [name, { transitions }] of Object.entries(resources)) {
    of(name)
    for (const { do: steps } of Object.values(transitions ?? {})) noteSteps(steps, of)
  }
  for (const { sandbox } of operations) if (sandbox) note(sandbox, of)
  return Object.fromEntries([...uses].map(([name, use]) => [name, complete(resources[name] ?? {}, use)]))
}

function note(rule: SandboxRule, of: (name: string) => Uses): void {
  if ('resource' in rule && 'key' in rule) {
    const use = of(rule.resource)
    const fields = keyPairs(rule.key).map(([field]) => field)
    if (!use.key || (rule.action === 'create' && !use.created)) use.key = fields
    if (rule.action === 'create') use.created = true
    else use.lookups.set(fields.join(), fields)
    if ('anywhere' in rule && rule.anywhere) use.anywhere.set(fields.join(), fields)
  } else if ('resource' in rule) of(rule.resource)
  for (const { resource, by } of Object.values('refs' in rule ? (rule.refs ?? {}) : {})) {
    for (const [field] of keyPairs(by)) of(resource).lookups.set(field, [field])
  }
  if ('do' in rule) noteSteps(rule.do, of)
}

/** By what steps find objects, and what they make. */
function noteSteps(steps: Step[] | undefined, of: (name: string) => Uses): void {
  for (const step of steps ?? []) {
    if ('find' in step) {
      const fields = Object.keys(step.by)
      of(step.resource).lookups.set(fields.join(), fields)
    } else if ('make' in step) of(step.make)
    if ('each' in step && 'do' in step) noteSteps(step.do, of)
    if ('when' in step) noteSteps([...step.do, ...(step.else ?? [])], of)
  }
}

function complete(rule: ResourceRule, use: Uses): ResourceBehaviour {
  const key = rule.key ?? use.key ?? []
  const lookups = [key, ...(rule.lookups ?? []), ...use.lookups.values()]
  const distinct = [...new Map(lookups.map((fields) => [[...fields].sort().join(), fields])).values()]
  const { rules: _, ...own } = rule
  const anywhere = [...use.anywhere.values()]
  return { ...own, key, scope: rule.scope ?? [], lookups: distinct, ...(anywhere.length > 0 && { anywhere }) }
}

import { keyPairs } from '../../model/keys.ts'
import type { Catalog, ResourceRule, SandboxRule } from './model.ts'
import type { ResourceBehaviour } from './types.ts'

/** How operations find the objects of one resource. */
interface Uses {
  /** The key of the operation that creates, else of the first that finds. */
  key?: string[]
  created?: true
  lookups: Map<string, string[]>
}

/** Every resource that some rule or file names, defaults filled in. */
export function deriveResources({ operations, resources }: Catalog): Record<string, ResourceBehaviour> {
  const uses = new Map<string, Uses>()
  const of = (name: string): Uses => {
    const known = uses.get(name) ?? { lookups: new Map() }
    uses.set(name, known)
    return known
  }
  for (const name of Object.keys(resources)) of(name)
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
  } else if ('resource' in rule) of(rule.resource)
  for (const { resource, by } of Object.values('refs' in rule ? (rule.refs ?? {}) : {})) {
    for (const [field] of keyPairs(by)) of(resource).lookups.set(field, [field])
  }
}

function complete(rule: ResourceRule, use: Uses): ResourceBehaviour {
  const key = rule.key ?? use.key ?? []
  const lookups = [key, ...(rule.lookups ?? []), ...use.lookups.values()]
  const distinct = [...new Map(lookups.map((fields) => [[...fields].sort().join(), fields])).values()]
  const { rules: _, ...own } = rule
  return { ...own, key, scope: rule.scope ?? [], lookups: distinct }
}

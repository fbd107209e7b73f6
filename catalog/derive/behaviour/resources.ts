import type { Catalog, Operation, ResourceRule } from './model.ts'
import type { ResourceBehaviour } from './types.ts'

/** Every resource that some rule or file names, defaults filled in. */
export function deriveResources({ operations, resources }: Catalog): Record<string, ResourceBehaviour> {
  const names = new Set(Object.keys(resources))
  for (const { sandbox } of operations) if (sandbox && 'resource' in sandbox) names.add(sandbox.resource)
  return Object.fromEntries([...names].map((name) => [name, complete(name, resources[name] ?? {}, operations)]))
}

function complete(name: string, rule: ResourceRule, operations: Operation[]): ResourceBehaviour {
  const keys = operations.flatMap(({ sandbox }) =>
    sandbox && 'resource' in sandbox && sandbox.resource === name ? [{ action: sandbox.action, key: sandbox.key }] : [],
  )
  const key = rule.key ?? (keys.find(({ action }) => action === 'create') ?? keys[0])?.key ?? []
  const lookups = [key, ...keys.filter(({ action }) => action !== 'create').map((entry) => entry.key)]
  for (const { sandbox } of operations) {
    if (sandbox?.action !== 'create') continue
    for (const { resource, by } of Object.values(sandbox.refs ?? {})) {
      if (resource === name) lookups.push(...(Array.isArray(by) ? by : Object.keys(by)).map((field) => [field]))
    }
  }
  const distinct = [...new Map(lookups.map((fields) => [fields.join(), fields])).values()]
  return { ...rule, key, scope: rule.scope ?? [], lookups: distinct }
}

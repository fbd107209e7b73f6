import { hintForName } from './nearest.ts'
import type { Place, Report } from './problem.ts'
import type { Catalog, Operation } from './types.ts'

interface Where {
  place: Place
  report: Report
}

/** What `x-sandbox` and `resources/*.yaml` name elsewhere: resources, transitions, webhooks. Their shape is checked before. */
export function checkSandboxNames(catalog: Catalog, where: Where): void {
  const made = catalog.operations.flatMap(({ sandbox }) => (sandbox?.action === 'create' ? [sandbox.resource] : []))
  const resources = [...new Set([...Object.keys(catalog.resources), ...made])].sort()
  for (const operation of catalog.operations) {
    checkResources(operation, resources, where)
    checkTransition(operation, catalog, where)
  }
  const webhooks = catalog.webhooks.map(({ id }) => id)
  for (const [name, { transitions }] of Object.entries(catalog.resources)) {
    for (const { notify } of Object.values(transitions ?? {})) {
      if (!notify || webhooks.includes(notify.webhook)) continue
      const source = { file: `resources/${name}.yaml`, line: 1 }
      where.report(
        source,
        `notify names "${notify.webhook}", which is no webhook`,
        hintForName(notify.webhook, webhooks),
      )
    }
  }
}

function checkResources(operation: Operation, known: string[], { place, report }: Where): void {
  const { sandbox } = operation
  if (!sandbox || !('resource' in sandbox)) return
  const named: [string, string[]][] = [[sandbox.resource, ['x-sandbox', 'resource']]]
  if (sandbox.action === 'create') {
    for (const [name, ref] of Object.entries(sandbox.refs ?? {})) {
      named.push([ref.resource, ['x-sandbox', 'refs', name, 'resource']])
    }
  }
  for (const [name, path] of named) {
    if (known.includes(name)) continue
    report(
      place(operation, path),
      `x-sandbox names the resource "${name}", which nothing creates`,
      hintForName(name, known),
    )
  }
}

function checkTransition(operation: Operation, { resources }: Catalog, { place, report }: Where): void {
  const { sandbox } = operation
  if (sandbox?.action !== 'create' && sandbox?.action !== 'change') return
  const key = sandbox.action === 'create' ? 'next' : 'transition'
  const name = sandbox.action === 'create' ? sandbox.next : sandbox.transition
  const known = Object.keys(resources[sandbox.resource]?.transitions ?? {})
  if (name === undefined || known.includes(name)) return
  const source = place(operation, ['x-sandbox', key])
  report(
    source,
    `x-sandbox names the transition "${name}", which "${sandbox.resource}" lacks`,
    hintForName(name, known),
  )
}

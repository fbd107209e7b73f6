import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { Catalog, Operation, Source } from './types.ts'

/** What `x-sandbox` and `resources/*.yaml` name elsewhere: resources, transitions, webhooks. Their shape is checked before. */
export function checkSandboxNames(catalog: Catalog, report: Report): void {
  const made = catalog.operations.flatMap(({ sandbox }) => (sandbox?.action === 'create' ? [sandbox.resource] : []))
  const names: Names = { resources: [...new Set([...Object.keys(catalog.resources), ...made])].sort(), report }
  for (const operation of catalog.operations) checkRule(operation, catalog, names)
  const webhooks = catalog.webhooks.map(({ id }) => id)
  for (const [name, { transitions }] of Object.entries(catalog.resources)) {
    for (const { notify } of Object.values(transitions ?? {})) {
      if (!notify || webhooks.includes(notify.webhook)) continue
      const source = { file: `resources/${name}.yaml`, line: 1 }
      report(source, `notify names "${notify.webhook}", which is no webhook`, hintForName(notify.webhook, webhooks))
    }
  }
}

interface Names {
  resources: string[]
  report: Report
}

function checkRule({ sandbox, source }: Operation, catalog: Catalog, { resources, report }: Names): void {
  if (!sandbox || !('resource' in sandbox)) return
  const named = [sandbox.resource]
  if (sandbox.action === 'create') named.push(...Object.values(sandbox.refs ?? {}).map(({ resource }) => resource))
  for (const name of named.filter((one) => !resources.includes(one))) {
    report(source, `x-sandbox names the resource "${name}", which nothing creates`, hintForName(name, resources))
  }
  const transition =
    sandbox.action === 'create' ? sandbox.next : sandbox.action === 'change' ? sandbox.transition : undefined
  if (transition !== undefined) checkTransition(transition, { resource: sandbox.resource, source }, { catalog, report })
}

function checkTransition(
  transition: string,
  { resource, source }: { resource: string; source: Source },
  { catalog, report }: { catalog: Catalog; report: Report },
): void {
  const known = Object.keys(catalog.resources[resource]?.transitions ?? {})
  if (known.includes(transition)) return
  report(
    source,
    `x-sandbox names the transition "${transition}", which "${resource}" lacks`,
    hintForName(transition, known),
  )
}

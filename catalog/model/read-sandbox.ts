import { isBroken, type Located, sourceAt, toJson } from './located.ts'
import type { Report } from './problem.ts'
import { checkSandbox } from './sandbox.ts'
import type { GatewayErrors, ResourceRule, SandboxRule } from './types.ts'

/** `x-sandbox` of one operation. */
export function readSandboxRule(node: Located | undefined, report: Report): SandboxRule | undefined {
  return node && check<SandboxRule>('rule', node, report)
}

/** `resources/*.yaml`: the file's name is the resource's. */
export function readResources(files: [string, Located][], report: Report): Record<string, ResourceRule> {
  return Object.fromEntries(
    files.flatMap(([file, node]) => {
      const rule = check<ResourceRule>('resource', node, report)
      return rule ? [[resourceOf(file), rule]] : []
    }),
  )
}

/** `errors/*.yaml`: one map, the files' keys side by side. */
export function readErrors(files: [string, Located][], report: Report): GatewayErrors {
  const errors: GatewayErrors = {}
  for (const [, node] of files) {
    const part = check<GatewayErrors>('errors', node, report) ?? {}
    for (const name of Object.keys(part).filter((key) => Object.hasOwn(errors, key))) {
      report(sourceAt(node, [name]), `"${name}" is in two files of errors/`, 'Keep one of the two.')
    }
    Object.assign(errors, part)
  }
  return errors
}

/** What the sandbox's own rules say about `node`, put at the lines where it stands. */
function check<T>(kind: 'rule' | 'resource' | 'errors', node: Located, report: Report): T | undefined {
  const value = toJson(node)
  const problems = checkSandbox(kind, value)
  for (const { path, message, hint } of problems) {
    if (!isBroken(node, path)) report(sourceAt(node, path), message, hint)
  }
  return problems.length === 0 ? (value as T) : undefined
}

/** `resources/orders.yaml` → `orders`. */
export function resourceOf(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.yaml$/, '')
}

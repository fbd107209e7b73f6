import type { IdentityFields, IdentityKind } from './model.ts'
import type { OperationBehaviour, Shape } from './types.ts'

/** Every identity that an example sends, so that an unedited sample means the merchant who sends it. */
export function exampleIdentities(
  operations: OperationBehaviour[],
  identity: IdentityFields,
): Record<IdentityKind, string[]> {
  const kinds = Object.keys(identity) as IdentityKind[]
  const kindOf = new Map(kinds.flatMap((kind) => identity[kind].map((name) => [name, kind] as const)))
  const found = new Map(kinds.map((kind) => [kind, new Set<string>()]))
  const collect = (shapes: readonly Shape[]): void => {
    for (const { name, example, fields } of shapes) {
      const kind = kindOf.get(name)
      if (kind && typeof example === 'string') found.get(kind)?.add(example)
      collect(fields ?? [])
    }
  }
  for (const { parameters, body } of operations) {
    collect(parameters.query)
    collect(body?.fields ?? [])
  }
  return Object.fromEntries(kinds.map((kind) => [kind, [...(found.get(kind) ?? [])].sort()])) as Record<
    IdentityKind,
    string[]
  >
}

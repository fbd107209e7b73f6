import type { Field } from './types.ts'

export interface FieldVisit {
  field: Field
  /** Names from the outermost field to this one: `['amount', 'total']`. */
  path: string[]
  /** 0 for the outermost. */
  depth: number
  parent?: Field
}

/** Every field, parents before their children, in table order. */
export function walkFields(fields: readonly Field[]): FieldVisit[] {
  return visit(fields, [], undefined)
}

function visit(fields: readonly Field[], above: string[], parent: Field | undefined): FieldVisit[] {
  return fields.flatMap((field) => {
    const path = [...above, field.name]
    const here: FieldVisit = parent ? { field, path, depth: above.length, parent } : { field, path, depth: 0 }
    return [here, ...visit(field.fields, path, field)]
  })
}

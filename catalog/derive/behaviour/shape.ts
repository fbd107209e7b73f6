import type { Field } from './model.ts'
import type { Shape } from './types.ts'

/** A model field without what only readers need. */
export function toShape(field: Field): Shape {
  const shape: Shape = { name: field.name, type: field.type, label: labelOf(field) }
  if (field.list) shape.list = true
  if (field.required) shape.required = true
  if (field.enum.length > 0) shape.enum = field.enum.map(({ value }) => value)
  if (Object.keys(field.constraints).length > 0) shape.constraints = field.constraints
  if (field.example !== undefined) shape.example = field.example
  if (field.encrypted) shape.encrypted = true
  if (field.jsonString) shape.jsonString = true
  if (field.hidden) shape.hidden = true
  if (field.pattern !== undefined) shape.namePattern = field.pattern
  if (field.fields.length > 0) shape.fields = field.fields.map(toShape)
  return shape
}

/** The same of a v2 message: the documented length of its `sign` is MD5's, and HMAC-SHA256 is twice as long. */
export function toShapeV2(field: Field): Shape {
  const { constraints: _, ...shape } = toShape(field)
  return field.name === 'sign' ? shape : toShape(field)
}

/** The term without the unit and the explanation that may follow it. */
function labelOf({ description, name }: Field): string {
  return description.split(/[，。；：,;\n(（]/, 1)[0]?.trim() || name
}

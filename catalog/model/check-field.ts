import type { SchemaNode } from './file-schema.ts'
import { glossaryFileOf } from './glossary.ts'
import { type Located, sourceAt } from './located.ts'
import type { Report } from './problem.ts'
import type { Field } from './types.ts'

interface At {
  node: Located
  report: Report
}

/** What a field as a whole has to have. */
export function checkField(field: Field, { node, report }: At): void {
  if (field.description === '') {
    const hint = `Write description: … or add the name to ${glossaryFileOf(field.name)}.`
    report(node.source, `field "${field.name}" has no description`, hint)
  }
  if (field.required && field.hidden) {
    report(
      sourceAt(node, ['x-sample']),
      `the required field "${field.name}" is left out of samples`,
      'Drop x-sample: false; a sample must work.',
    )
  }
}

/** The unit is data; written out as well it would stand there twice. */
export function checkUnit({ name, unit }: Field, description: string | undefined, { node, report }: At): void {
  const stated = /[(（]单位[:：]?(.+?)[)）]/.exec(description ?? '')?.[1]
  if (stated === undefined) return
  const hint =
    unit === undefined ? `Take it out and write x-unit: ${stated}.` : 'Take it out; x-unit or the glossary says it.'
  report(sourceAt(node, ['description']), `the description of "${name}" states the unit`, hint)
}

const TEXT: SchemaNode = { type: 'string' }

/** What a list holds; a field that is none holds itself. */
export function itemSchemaOf(name: string, schema: SchemaNode, { node, report }: At): SchemaNode {
  if (schema.type !== 'array') {
    if (schema.items) {
      report(sourceAt(node, ['items']), `"${name}" has items but is no list`, 'Write type: array, or drop items.')
    }
    return schema
  }
  if (!schema.items) {
    report(node.source, `the list "${name}" does not say what it holds`, 'Write items: { type: … }.')
    return TEXT
  }
  if (schema.items.type === 'array') {
    report(
      sourceAt(node, ['items']),
      `"${name}" is a list of lists`,
      'Describe one list; no API of this kind is known.',
    )
    return TEXT
  }
  return schema.items
}

/** Keys that do not go together. */
export function checkShape(name: string, schema: SchemaNode, { item, node, report }: At & { item: SchemaNode }): void {
  if (item['x-json-string'] && (item.type !== 'string' || !item.properties)) {
    report(
      node.source,
      `"${name}" is marked x-json-string but is no string with properties`,
      'Write type: string and properties: …',
    )
  }
  if (item['x-encrypted'] && item.type !== 'string') {
    report(
      node.source,
      `"${name}" is marked x-encrypted but is no string`,
      'Only strings are encrypted: write type: string.',
    )
  }
  if (item.properties && item.type !== 'object' && !item['x-json-string']) {
    report(
      node.source,
      `"${name}" has properties, but its type is ${item.type}`,
      'Write type: object, or x-json-string: true.',
    )
  }
  if ((item.type === 'object' || item.type === 'boolean') && (schema['x-unit'] ?? item['x-unit']) !== undefined) {
    report(
      sourceAt(node, ['x-unit']),
      `"${name}" has a unit, but its type is ${item.type}`,
      'Only numbers and texts have one: drop x-unit.',
    )
  }
  if (schema.type === 'array' && schema.example !== undefined) {
    report(
      sourceAt(node, ['example']),
      `the list "${name}" has an example`,
      'Examples live at leaves: move it into items.',
    )
  }
  if ((item.type === 'object' || item['x-json-string']) && item.example !== undefined) {
    report(
      sourceAt(node, ['example']),
      `the object "${name}" has an example`,
      'Examples live at leaves: give them to its fields.',
    )
  }
}

import { keyNames, keyPairs } from '../../catalog/model/keys.ts'
import type { PageRule } from '../../catalog/model/sandbox.ts'
import type { Catalog, Field, Operation } from '../../catalog/model/types.ts'

/** A page of the sandbox that an answer leads to. */
export interface OpenedPage {
  kind: PageRule['kind']
  title: string
  /** Dotted path of the answer's field whose value opens it. */
  ticket?: string
  /** Without such a field: the page is asked for by the object's number, found in the answer or else in the request. */
  page?: { resource: string; name: string; key: { answer: string; request: string } }
}

/** What the playground has to know of the answers of an operation to show more than their bytes. */
export interface AnswerFacts {
  method: string
  wirePath: string
  /** Dotted paths of encrypted fields in the answer; through a list they mean every item. */
  encrypted: string[]
  /** The field of the request whose number a payer can pay by, where the operation creates such an object. */
  payable?: string
  opens?: OpenedPage[]
}

/** The operations of which there is something to know, so that the file stays small with a thousand of them. */
export function answerFacts({ operations, resources }: Catalog): AnswerFacts[] {
  return operations.flatMap((operation) => {
    const { method, wirePath, replies } = operation
    const encrypted = [...new Set(replies.flatMap(({ fields }) => encryptedPaths(fields)))]
    const payable = payableField(operation, resources)
    const opens = openedPages(operation, resources)
    if (encrypted.length === 0 && payable === undefined && opens.length === 0) return []
    const facts = { ...(payable === undefined ? {} : { payable }), ...(opens.length > 0 && { opens }) }
    return [{ method, wirePath, encrypted, ...facts }]
  })
}

function encryptedPaths(fields: Field[], above = ''): string[] {
  return fields.flatMap((field) => {
    const path = `${above}${field.name}`
    if (field.encrypted) return [path]
    return field.jsonString ? [] : encryptedPaths(field.fields, `${path}.`)
  })
}

function payableField({ sandbox }: Operation, resources: Catalog['resources']): string | undefined {
  if (sandbox?.action !== 'create') return undefined
  return resources[sandbox.resource]?.controls?.pay ? keyNames(sandbox.key)[0] : undefined
}

function openedPages({ sandbox, replies }: Operation, resources: Catalog['resources']): OpenedPage[] {
  if (sandbox?.action !== 'create' && sandbox?.action !== 'read') return []
  const { resource: name, key, reply = {} } = sandbox
  const resource = resources[name]
  const shown = replies[0]?.fields ?? []
  const tickets = Object.entries(resource?.tickets ?? {}).flatMap(([field, { page }]) => {
    const renamed = Object.entries(reply).find(([, value]) => isFrom(value, `object.${field}`))
    const ticket = renamed?.[0] ?? field
    return hasField(shown, ticket.split('.')) ? [{ ticket, page }] : []
  })
  const [first] = keyPairs(key)
  return Object.entries(resource?.pages ?? {}).flatMap(([page, { kind, title }]): OpenedPage[] => {
    const own = tickets.filter((one) => one.page === page)
    if (own.length > 0) return own.map(({ ticket }) => ({ kind, title, ticket }))
    return first
      ? [{ kind, title, page: { resource: name, name: page, key: { answer: first[0], request: first[1] } } }]
      : []
  })
}

function isFrom(value: unknown, path: string): boolean {
  return typeof value === 'object' && value !== null && 'from' in value && value.from === path
}

function hasField(fields: Field[], [name, ...rest]: string[]): boolean {
  const field = fields.find((one) => one.name === name)
  return field !== undefined && (rest.length === 0 || hasField(field.fields, rest))
}

import { keyNames } from '../../catalog/model/keys.ts'
import type { Catalog, Field, Operation } from '../../catalog/model/types.ts'

/** What the playground has to know of the answers of an operation to show more than their bytes. */
export interface AnswerFacts {
  method: string
  wirePath: string
  /** Dotted paths of encrypted fields in the answer; through a list they mean every item. */
  encrypted: string[]
  /** The field of the request whose number a payer can pay by, where the operation creates such an object. */
  payable?: string
}

/** The operations of which there is something to know, so that the file stays small with a thousand of them. */
export function answerFacts({ operations, resources }: Catalog): AnswerFacts[] {
  return operations.flatMap((operation) => {
    const { method, wirePath, replies } = operation
    const encrypted = [...new Set(replies.flatMap(({ fields }) => encryptedPaths(fields)))]
    const payable = payableField(operation, resources)
    if (encrypted.length === 0 && payable === undefined) return []
    return [{ method, wirePath, encrypted, ...(payable === undefined ? {} : { payable }) }]
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

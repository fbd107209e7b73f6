import { decryptField, SignatureError } from '../signature/index.ts'
import type { AnswerFacts } from './data.ts'
import type { Exchange } from './transport/index.ts'

/** One encrypted field of an answer, by its place (`list[0].name`), and what it says or why that cannot be read. */
export interface DecryptedField {
  path: string
  plaintext: { ok: true; text: string } | { ok: false; message: string }
}

/** What is known of the operation that a request called; a template's parameter is one segment. */
export function factsOf(
  { method, target }: Pick<Exchange, 'method' | 'target'>,
  all: AnswerFacts[],
): AnswerFacts | undefined {
  const [path = ''] = target.split('?')
  const segments = path.split('/')
  return all.find((facts) => {
    const template = facts.wirePath.split('/')
    return (
      facts.method === method.toLowerCase() &&
      template.length === segments.length &&
      template.every((part, at) => /^\{.+\}$/.test(part) || part === segments[at])
    )
  })
}

/** Decrypts the fields that `paths` name where the answer (JSON) has them. What is no JSON has none. Never rejects. */
export async function decryptFields(body: string, paths: string[], key: CryptoKey): Promise<DecryptedField[]> {
  const found = paths.flatMap((path) => valuesAt(parse(body), path.split('.'), ''))
  return Promise.all(found.map(async ({ path, value }) => ({ path, plaintext: await decrypt(value, key) })))
}

/** The number that a payer can pay by, once the gateway has accepted the order. */
export function payableNumber({ body, outcome }: Exchange, facts: AnswerFacts | undefined): string | undefined {
  const field = facts?.payable
  if (field === undefined || outcome?.kind !== 'sent' || outcome.answer.status >= 300) return undefined
  const request = parse(body)
  const number = isObject(request) ? request[field] : undefined
  return typeof number === 'string' ? number : undefined
}

async function decrypt(value: unknown, key: CryptoKey): Promise<DecryptedField['plaintext']> {
  if (typeof value !== 'string') return { ok: false, message: '不能解密：这里应当是 Base64 文本' }
  try {
    return { ok: true, text: await decryptField(key, value) }
  } catch (error) {
    const reason = error instanceof SignatureError ? `${error.message}。${error.hint}` : '原因未知'
    return { ok: false, message: `不能解密：${reason}` }
  }
}

function valuesAt(value: unknown, names: string[], path: string): { path: string; value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => valuesAt(item, names, `${path}[${at}]`))
  const [name, ...rest] = names
  if (name === undefined) return value === undefined || value === null || value === '' ? [] : [{ path, value }]
  if (!isObject(value) || !Object.hasOwn(value, name)) return []
  return valuesAt(value[name], rest, path ? `${path}.${name}` : name)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

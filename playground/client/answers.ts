import { readXml } from '../protocol/xml/index.ts'
import { decryptField, SignatureError } from '../signature/index.ts'
import type { AnswerFacts, OpenedPage } from './data.ts'
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

/** A page that can be opened now: by a ticket, or by the number of the object. */
export interface Opening extends Pick<OpenedPage, 'kind' | 'title'> {
  by: { ticket: string } | { resource: string; key: string; page: string }
}

/** The pages that an answer leads to, once the gateway has accepted the request. */
export function openingsOf({ method, target, body, outcome }: Exchange, facts: AnswerFacts | undefined): Opening[] {
  if (!facts?.opens || outcome?.kind !== 'sent' || outcome.answer.status >= 300) return []
  const answer = parseAny(new TextDecoder().decode(outcome.answer.bytes))
  const request = method === 'GET' ? undefined : parseAny(body ?? '')
  const placed = placedIn(target, facts.wirePath)
  return facts.opens.flatMap(({ kind, title, ticket, page }): Opening[] => {
    if (ticket !== undefined) {
      const found = textAt(answer, ticket)
      return found === undefined ? [] : [{ kind, title, by: { ticket: found } }]
    }
    if (!page) return []
    const { request: name } = page.key
    const key = textAt(answer, page.key.answer) ?? textAt(request, name) ?? placed.get(name) ?? undefined
    return key === undefined ? [] : [{ kind, title, by: { resource: page.resource, key, page: page.name } }]
  })
}

/** The parameters of a path template as a request filled them, and those of its query. */
function placedIn(target: string, wirePath: string): URLSearchParams {
  const [path = '', query = ''] = target.split('?')
  const found = new URLSearchParams(query)
  const segments = path.split('/')
  for (const [at, part] of wirePath.split('/').entries()) {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? []
    if (name !== undefined) found.set(name, decodeURIComponent(segments[at] ?? ''))
  }
  return found
}

function textAt(root: unknown, path: string): string | undefined {
  let value = root
  for (const name of path.split('.')) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
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

/** A body of v3 or of v2. */
function parseAny(text: string): unknown {
  return text.startsWith('<') ? readXml(text) : parse(text)
}

import { toBytes, toHex } from '../../signature/index.ts'
import type { Cause } from './causes.ts'
import { createGbk, toLatin1, toUtf16 } from './charset.ts'
import { type HashName, hashOf, type Seal } from './seal.ts'
import { common, type Variant } from './variant.ts'

/** The five lines of what a merchant signs, and how they are put together. */
export interface Parts {
  method: string
  url: string
  timestamp: string
  nonce: string
  body: string
}

export interface Variants {
  url: Variant<string>[]
  body: Variant<string>[]
}

/** A message that a signature seals, and what is wrong with it. */
export interface Found {
  causes: Cause[]
  message: Uint8Array
}

type Layout = (parts: Parts) => string
type Encoding = (text: string) => Uint8Array | undefined
/** A change of one of the things that make a message. */
type Change = { cause: Cause; common?: true } & (
  | { parts: Partial<Parts> }
  | { layout: Layout }
  | { encoding: Encoding }
)

/** Bytes that may be hashed for one refused request: some tens of milliseconds. */
const HASHED = 4 * 1024 * 1024
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const standard: Layout = ({ method, url, timestamp, nonce, body }) =>
  `${method}\n${url}\n${timestamp}\n${nonce}\n${body}\n`

/** The message behind a seal: the likeliest single mistakes first, then two common ones together. */
export function search(seal: Seal, parts: Parts, variants: Variants): Found | undefined {
  let left = HASHED
  for (const changes of attempts(parts, variants)) {
    const message = build(parts, changes)
    if (!message) continue
    left -= message.length
    if (left < 0) return undefined
    if (seal.seals(message)) return { causes: changes.map(({ cause }) => cause), message }
  }
  return undefined
}

function* attempts(parts: Parts, variants: Variants): Generator<Change[]> {
  yield []
  const kinds = changesOf(parts, variants)
  for (const kind of kinds) for (const change of kind) yield [change]
  const likely = kinds.map((kind) => kind.filter((change) => change.common))
  for (const [at, first] of likely.entries())
    for (const second of likely.slice(at + 1).flat()) for (const change of first) yield [change, second]
  for (const change of milliseconds(parts)) yield [change]
}

function build(parts: Parts, changes: Change[]): Uint8Array | undefined {
  let layout = standard
  let encoding: Encoding = toBytes
  let changed = parts
  for (const change of changes) {
    if ('parts' in change) changed = { ...changed, ...change.parts }
    else if ('layout' in change) layout = change.layout
    else encoding = change.encoding
  }
  return encoding(layout(changed))
}

/** Each list changes one thing; of two that are tried together each comes from another list. */
function changesOf(parts: Parts, { url, body }: Variants): Change[][] {
  return [
    url.map(({ value, ...variant }) => ({ ...variant, parts: { url: value } })),
    body.map(({ value, ...variant }) => ({ ...variant, parts: { body: value } })),
    layouts(parts),
    [...methods(parts.method)].map((method) => ({ cause: 'method', parts: { method }, common: true })),
    times(parts),
    nonces(parts.nonce).map((nonce) => ({ cause: 'nonce-differs', parts: { nonce } })),
    encodings(parts),
  ]
}

function methods(own: string): Set<string> {
  const lower = own.toLowerCase()
  const others = METHODS.filter((method) => method !== own)
  return new Set([lower, lower.charAt(0).toUpperCase() + lower.slice(1), '', ...others])
}

/** Taken twice, or shifted by a time zone. */
function times({ timestamp }: Parts): Change[] {
  const seconds = Number(timestamp)
  const away = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 8 * 3600, -8 * 3600]
  const texts = [...away.map((by) => String(seconds + by)), '', `${timestamp}000`]
  return texts.map((text) => ({ cause: 'timestamp-differs', parts: { timestamp: text } }))
}

function* milliseconds({ timestamp }: Parts): Generator<Change> {
  for (let rest = 0; rest < 1000; rest++) {
    yield { cause: 'timestamp-differs', parts: { timestamp: `${timestamp}${String(rest).padStart(3, '0')}` } }
  }
}

function nonces(nonce: string): string[] {
  const forms = [nonce.toLowerCase(), nonce.toUpperCase(), nonce.replace(/-/g, ''), '']
  const dashed = nonce.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return [...forms, dashed, dashed.toLowerCase()].filter((form) => form !== nonce)
}

function layouts({ body }: Parts): Change[] {
  const joined = (by: string, end = by): Layout => {
    return ({ method, url, timestamp, nonce, body }) => [method, url, timestamp, nonce, body].join(by) + end
  }
  const through = (change: (text: string) => string): Layout => {
    return (parts) => change(standard(parts))
  }
  const order = (...names: (keyof Parts)[]): Layout => {
    return (parts) => names.map((name) => `${parts[name]}\n`).join('')
  }
  const list: Variant<Layout>[] = [
    common('last-line-break', joined('\n', '')),
    ...(body === ''
      ? [
          common<Layout>(
            'empty-line',
            through((text) => text.slice(0, -1)),
          ),
        ]
      : []),
    common('line-break-extra', joined('\n', '\n\n')),
    common('line-break-crlf', joined('\r\n')),
    common('line-break-crlf', joined('\r\n', '')),
    common('line-break-literal', joined('\\n')),
    common('line-break-literal', joined('\\n', '')),
    ...['', ' ', '&', ',', '\r'].flatMap((by) => [
      { cause: 'line-break-none' as const, value: joined(by) },
      { cause: 'line-break-none' as const, value: joined(by, '') },
    ]),
    { cause: 'layout-answer', value: order('timestamp', 'nonce', 'body') },
    { cause: 'line-order', value: order('method', 'url', 'nonce', 'timestamp', 'body') },
    { cause: 'line-order', value: order('url', 'method', 'timestamp', 'nonce', 'body') },
    { cause: 'line-order', value: order('method', 'url', 'body', 'timestamp', 'nonce') },
    { cause: 'line-order', value: order('timestamp', 'nonce', 'method', 'url', 'body') },
    { cause: 'message-encoded', value: through(JSON.stringify) },
    { cause: 'message-encoded', value: through((text) => btoa(String.fromCharCode(...short(text)))) },
    { cause: 'message-encoded', value: through(encodeURIComponent) },
  ]
  return list.map(({ value, ...variant }) => ({ ...variant, layout: value }))
}

/** Arguments of a call are limited; nobody encodes a message of this length by mistake. */
function short(text: string): Uint8Array {
  return toBytes(text).subarray(0, 16 * 1024)
}

function encodings(parts: Parts): Change[] {
  const twice = (name: HashName): Encoding => {
    return (text) => hashOf(name, toBytes(text))
  }
  const list: Variant<Encoding>[] = [
    { cause: 'hashed-twice', value: twice('SHA-256') },
    { cause: 'hashed-twice', value: (text) => toBytes(toHex(hashOf('SHA-256', toBytes(text)))) },
    { cause: 'hashed-twice', value: (text) => toBytes(toHex(hashOf('SHA-256', toBytes(text))).toUpperCase()) },
    { cause: 'charset', value: toUtf16 },
  ]
  if (/[^\x20-\x7e\s]/.test(`${parts.url}${parts.body}`)) {
    list.unshift(
      common('charset', createGbk()),
      common('charset', (text) => toLatin1(text, 'question')),
      common('charset', (text) => toLatin1(text, 'low-byte')),
      // UTF-8 that was read as ISO 8859-1 and written as UTF-8
      common('charset', (text) => toBytes(String.fromCharCode(...short(text)))),
    )
  }
  return list.map(({ value, ...variant }) => ({ ...variant, encoding: value }))
}

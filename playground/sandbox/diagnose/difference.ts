import type { Difference } from '../../protocol/gateway/index.ts'

/** Bytes of a message that are shown. */
const SHOWN = 4096
/** Bytes that are shown from the first difference on. */
const AROUND = 24
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const PARTS = ['method', 'url', 'timestamp', 'nonce', 'body'] as const

/** Where two messages first differ; nothing where they do not. */
export function differenceOf(expected: Uint8Array, signed: Uint8Array): { difference?: Difference } {
  const length = Math.max(expected.length, signed.length)
  let at = 0
  while (at < length && expected[at] === signed[at]) at++
  if (at === length) return {}
  const lines = expected.subarray(0, at).filter((byte) => byte === 0x0a).length
  // the last line break ends the body
  const part = at >= expected.length - 1 ? 'end' : (PARTS[Math.min(lines, PARTS.length - 1)] ?? 'end')
  const excerpt = (bytes: Uint8Array): string => showBytes(bytes.subarray(at, at + AROUND), AROUND)
  return { difference: { byte: at, part, expected: excerpt(expected), signed: excerpt(signed) } }
}

/** Bytes as one line: `\n`, `\r`, `\t`, `\\`, and `\xNN` for what is no UTF-8; a cut is marked with `…`. */
export function showBytes(bytes: Uint8Array, limit = SHOWN): string {
  const shown = bytes.subarray(0, limit)
  const text = UTF8.decode(shown)
  const isText = !text.slice(0, -1).includes('\ufffd')
  const chars = isText ? text.replace(/\ufffd$/, '') : String.fromCharCode(...shown)
  const escaped = chars.replace(/[\\\p{Cc}\u00a0\ufeff]/gu, toEscape)
  const all = isText ? escaped : escaped.replace(/[\u0080-\u00ff]/g, toEscape)
  return bytes.length > limit ? `${all}…` : all
}

function toEscape(char: string): string {
  const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }
  const code = char.charCodeAt(0)
  return known[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`)
}

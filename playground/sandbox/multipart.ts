import { type Bytes, toBytes } from '../signature/index.ts'

export interface Part {
  name: string
  /** Present where the sender named a file. */
  filename?: string
  /** Exactly what was sent between the part's headers and the next boundary. */
  bytes: Bytes
}

export const RE_FORM = /^multipart\/form-data\s*(?:;|$)/i
const RE_BOUNDARY = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i
/** The first line of a form. */
const RE_OPENING = /^--([^\s"]{1,70})\r\n/
const RE_NAME = /;\s*name="([^"]*)"/i
const RE_FILENAME = /;\s*filename="([^"]*)"/i
const CRLF = '\r\n'

/**
 * The parts of a form (RFC 7578) with their raw bytes, which a signature needs: `formData()` decodes texts, and what it
 * takes for a file differs between runtimes. A header without a boundary is one that an SDK has overwritten; the form's
 * first line says it then. `undefined` for anything that is not a whole form.
 */
export function parseForm(bytes: Bytes, contentType: string): Part[] | undefined {
  const [, quoted, bare] = RE_BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? bare ?? RE_OPENING.exec(new TextDecoder().decode(bytes.subarray(0, 80)))?.[1]
  if (!boundary) return undefined
  const delimiter = toBytes(`${CRLF}--${boundary}`)
  const opening = toBytes(`--${boundary}`)
  if (indexOf(bytes, opening, 0) !== 0) return undefined
  const parts: Part[] = []
  let at = opening.length
  for (;;) {
    if (startsWith(bytes, '--', at)) return parts
    if (!startsWith(bytes, CRLF, at)) return undefined
    const end = indexOf(bytes, delimiter, at)
    const part = end < 0 ? undefined : readPart(bytes.subarray(at + CRLF.length, end))
    if (!part) return undefined
    parts.push(part)
    at = end + delimiter.length
  }
}

function readPart(bytes: Bytes): Part | undefined {
  const headEnd = indexOf(bytes, toBytes(CRLF + CRLF), 0)
  if (headEnd < 0) return undefined
  const head = new TextDecoder().decode(bytes.subarray(0, headEnd))
  const disposition = head.split(CRLF).find((line) => /^content-disposition\s*:/i.test(line)) ?? ''
  const name = RE_NAME.exec(disposition)?.[1]
  const filename = RE_FILENAME.exec(disposition)?.[1]
  if (name === undefined) return undefined
  return { name, ...(filename !== undefined && { filename }), bytes: bytes.slice(headEnd + 4) }
}

function startsWith(bytes: Uint8Array, text: string, at: number): boolean {
  return toBytes(text).every((byte, offset) => bytes[at + offset] === byte)
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at
  }
  return -1
}

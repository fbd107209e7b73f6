import type { CallBody, FormPart } from '../../protocol/frames/index.ts'
import { type Bytes, concatBytes, randomText, toBytes } from '../../signature/index.ts'

/** A body serialised once: `bytes` go over the wire, `signed` into the canonical message. */
export interface SerialisedBody {
  bytes?: Bytes
  signed: string | Bytes
  contentType?: string
  /** For the reader. */
  text: string
}

const RE_LINE_BREAK = /[\r\n"]/g

/**
 * Of a form the `meta` part alone is signed, as the gateway wants it; of everything else the bytes that are sent.
 * `xml` never comes here: v2 signs fields, not bytes.
 */
export function serialiseBody(body: Exclude<CallBody, { kind: 'xml' }>): SerialisedBody {
  if (body.kind === 'none') return { signed: '', text: '' }
  if (body.kind === 'text') {
    const bytes = toBytes(body.text)
    return { bytes, signed: bytes, text: body.text }
  }
  const boundary = `----playground${randomText(24, '0123456789abcdefghijklmnopqrstuvwxyz')}`
  const meta = body.meta ?? body.parts.find(({ name }) => name === 'meta')?.content ?? ''
  return {
    bytes: concatBytes([...body.parts.flatMap((part) => writePart(part, boundary)), toBytes(`--${boundary}--\r\n`)]),
    signed: typeof meta === 'string' ? meta : concatBytes([meta]),
    contentType: `multipart/form-data; boundary=${boundary}`,
    text: body.parts.map(describePart).join('\n'),
  }
}

/** RFC 7578; quotes and line breaks in names are escaped as browsers do it. */
function writePart({ name, filename, contentType, content }: FormPart, boundary: string): Bytes[] {
  const file = filename === undefined ? '' : `; filename="${escapeName(filename)}"`
  const type = contentType === undefined ? '' : `Content-Type: ${contentType.replace(RE_LINE_BREAK, '')}\r\n`
  return [
    toBytes(`--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"${file}\r\n${type}\r\n`),
    toBytes(content),
    toBytes('\r\n'),
  ]
}

function escapeName(name: string): string {
  return name.replace(RE_LINE_BREAK, (letter) => encodeURIComponent(letter))
}

function describePart({ name, filename, contentType = '', content }: FormPart): string {
  const value = typeof content === 'string' ? content : `（${content.byteLength} 字节）`
  return `${name}${filename ? ` · ${filename}` : ''}${contentType ? ` · ${contentType}` : ''}\n${value}`
}

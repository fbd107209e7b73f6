import type { FormPart } from '../../../protocol/frames/index.ts'

type Content = string | number | Uint8Array | ArrayBuffer | { toString(): string }

/** By the ending of a file's name; what the gateway takes, and a general fallback. */
const CONTENT_TYPES: Record<string, string> = {
  json: 'application/json',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
}
const FALLBACK_TYPE = 'application/octet-stream'

/** `Multipart` of the SDK: `append(name, value, filename?)`. The page writes the boundaries and signs the `meta` part. */
export class Multipart {
  readonly #parts: FormPart[] = []

  append(name: string, value: Content, filename?: string): this {
    this.#parts.push(toPart(name, value, filename))
    return this
  }

  set(name: string, value: Content, filename?: string): this {
    const at = this.#parts.findIndex((part) => part.name === name)
    if (at < 0) return this.append(name, value, filename)
    this.#parts[at] = toPart(name, value, filename)
    return this
  }

  get(name: string): string | Uint8Array | undefined {
    return this.#parts.find((part) => part.name === name)?.content
  }

  has(name: string): boolean {
    return this.#parts.some((part) => part.name === name)
  }

  /** What is signed: the `meta` part. */
  toJSON(): unknown {
    const meta = this.get('meta')
    return typeof meta === 'string' ? JSON.parse(meta) : null
  }

  /** The boundary is the page's, so there is none to tell. */
  getHeaders(): Record<string, string> {
    return { 'Content-Type': 'multipart/form-data' }
  }

  static partsOf(form: Multipart): FormPart[] {
    return form.#parts.map((part) => ({ ...part }))
  }
}

function toPart(name: string, value: Content, filename?: string): FormPart {
  const content = toContent(value)
  // a `filename` on the meta part breaks its signature, so it is JSON by its name alone
  const contentType = filename === undefined ? (name === 'meta' ? CONTENT_TYPES.json : undefined) : typeOf(filename)
  return {
    name,
    content,
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
  }
}

function toContent(value: Content): string | Uint8Array {
  if (value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (typeof value === 'object' && 'arrayBuffer' in value) throw new TypeError('请先用 new Uint8Array(await blob.arrayBuffer()) 取出文件内容')
  return String(value)
}

function typeOf(filename: string): string {
  return CONTENT_TYPES[filename.split('.').pop()?.toLowerCase() ?? ''] ?? FALLBACK_TYPE
}

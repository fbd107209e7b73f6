import type { FormPart } from '../../../protocol/frames/index.ts'

type Content = string | number | Uint8Array | ArrayBuffer | Blob | { toString(): string }
type Part = Omit<FormPart, 'content'> & { content: string | Uint8Array | Blob }

const JSON_TYPE = 'application/json'
/** By the ending of a file's name; what the gateway takes, and a general fallback. */
const CONTENT_TYPES: Record<string, string> = {
  json: JSON_TYPE,
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

/**
 * `Multipart` of the SDK, and `FormData` as browsers have it: `append(name, value, filename?)`. The page writes the
 * boundaries and signs the `meta`.
 */
export class Multipart {
  readonly #parts: Part[] = []

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

  get(name: string): string | Uint8Array | Blob | undefined {
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

  /** The parts with the content of their files. */
  static partsOf(form: Multipart): Promise<FormPart[]> {
    return Promise.all(
      form.#parts.map(async ({ content, ...part }) => ({
        ...part,
        content:
          content instanceof Blob
            ? new Uint8Array(await content.arrayBuffer())
            : typeof content === 'string'
              ? content
              : new Uint8Array(content),
      })),
    )
  }
}

function toPart(name: string, value: Content, given?: string): Part {
  const content = toContent(value)
  const filename = given ?? nameOf(content)
  const contentType = typeOf(name, content, filename)
  return {
    name,
    content,
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
  }
}

function toContent(value: Content): Part['content'] {
  if (value instanceof Uint8Array || value instanceof Blob) return value
  return value instanceof ArrayBuffer ? new Uint8Array(value) : String(value)
}

/** As `FormData` has it. A blob of JSON is no file: a `filename` on the meta part would break its signature. */
function nameOf(content: Part['content']): string | undefined {
  if (!(content instanceof Blob) || content.type.startsWith(JSON_TYPE)) return undefined
  return content instanceof File ? content.name : 'blob'
}

function typeOf(name: string, content: Part['content'], filename: string | undefined): string | undefined {
  if (content instanceof Blob && content.type) return content.type
  if (filename === undefined) return name === 'meta' ? JSON_TYPE : undefined
  return CONTENT_TYPES[filename.split('.').pop()?.toLowerCase() ?? ''] ?? FALLBACK_TYPE
}

import type { OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { type Bytes, fromBase64, toBytes } from '../signature/index.ts'

/** Whether an operation answers a file: it has a media type, and what it holds is not described field by field. */
export function isFile({ mediaType, fields }: OperationBehaviour['reply']): boolean {
  return mediaType !== undefined && fields.length === 0 && !RE_DESCRIBED.test(mediaType)
}

const RE_DESCRIBED = /^(?:application\/json|text\/xml)$/
/** One white pixel each. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=='
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ALQAf//Z'
/** Beginning with a byte order mark, as the gateway's tables do. */
const TABLE = '\uFEFF序号,内容\r\n`1,`沙箱生成的示例文件，没有真实数据\r\n'

/** A small, valid file of a media type. `image/*` is a PNG; what says nothing about its content is a table of text. */
export async function sampleFile(mediaType: string): Promise<{ bytes: Bytes; type: string }> {
  if (/gzip/.test(mediaType)) return { bytes: await gzip(toBytes(TABLE)), type: mediaType }
  if (mediaType === 'application/pdf') return { bytes: toBytes(pdf()), type: mediaType }
  if (mediaType === 'image/jpeg') return { bytes: fromBase64(JPEG), type: mediaType }
  if (mediaType.startsWith('image/')) return { bytes: fromBase64(PNG), type: 'image/png' }
  const bytes = toBytes(TABLE)
  const type = typeOfFile(bytes, mediaType)
  return { bytes, type: mediaType.startsWith('text/') ? `${type}; charset=utf-8` : type }
}

/** Packs bytes as the gateway hands out large files. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

const BYTES = 'application/octet-stream'
/** What the gateway calls those of its files that the catalog only calls bytes, by their first bytes. */
const TYPES: [first: number[], type: string][] = [
  [[0x1f, 0x8b], 'application/x-gzip'],
  [[0xef, 0xbb, 0xbf], 'text/plain'],
]

/** The `Content-Type` of a file: SDKs tell by it whether they hand out a text or bytes. */
export function typeOfFile(bytes: Bytes, mediaType: string): string {
  if (mediaType !== BYTES) return mediaType
  return TYPES.find(([first]) => first.every((byte, at) => bytes[at] === byte))?.[1] ?? BYTES
}

/** One empty page; the table at the end holds the offset of every object (ISO 32000 §7.5.4). */
function pdf(): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
  ]
  const offsets: string[] = []
  let text = '%PDF-1.4\n'
  objects.forEach((object, at) => {
    offsets.push(`${String(text.length).padStart(10, '0')} 00000 n \n`)
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`
  return `${text}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
}

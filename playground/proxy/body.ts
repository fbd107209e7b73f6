/** Bytes in an `ArrayBuffer` of their own: what `Request` and `Response` take. */
type Bytes = Uint8Array<ArrayBuffer>

export type ReadOutcome = { ok: true; bytes: Bytes } | { ok: false; reason: 'too-large' | 'broken' | 'aborted' }

/**
 * Reads a stream to its end, counting as the chunks come: a length that was announced is a claim, not a limit.
 * Whatever the reason to stop early, the stream is cancelled, so its sender is not left writing.
 */
export async function readAll(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  { signal }: { signal: AbortSignal },
): Promise<ReadOutcome> {
  if (!stream) return { ok: true, bytes: new Uint8Array() }
  const reader = stream.getReader()
  const stop = (): void => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await readChunks(reader, limit, signal)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function readChunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      if (signal.aborted) return { ok: false, reason: 'aborted' }
      const { done, value } = await reader.read()
      if (signal.aborted) return { ok: false, reason: 'aborted' }
      if (done) return { ok: true, bytes: join(chunks, size) }
      size += value.byteLength
      if (size > limit) {
        void reader.cancel().catch(() => undefined)
        return { ok: false, reason: 'too-large' }
      }
      chunks.push(value)
    }
  } catch {
    return { ok: false, reason: signal.aborted ? 'aborted' : 'broken' }
  }
}

function join(chunks: Uint8Array[], size: number): Bytes {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

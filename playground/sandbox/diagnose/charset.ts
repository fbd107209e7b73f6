import type { Bytes } from '../../signature/index.ts'

/** Writes texts in GBK; gives `undefined` where a character has none there. The table is made on the first call. */
export function createGbk(): (text: string) => Bytes | undefined {
  let table: ReturnType<typeof gbkTable> | undefined
  return (text) => {
    table ??= gbkTable()
    const bytes: number[] = []
    for (const char of text) {
      const code = char.codePointAt(0) ?? 0
      const pair = code < 0x80 ? [code] : table.get(char)
      if (!pair) return undefined
      bytes.push(...pair)
    }
    return Uint8Array.from(bytes)
  }
}

/** The text in ISO 8859-1; a character that it lacks becomes `?` (Java) or its low byte (Node.js). */
export function toLatin1(text: string, lack: 'question' | 'low-byte'): Bytes {
  const units = lack === 'question' ? [...text] : text.split('')
  return Uint8Array.from(units, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100 || lack === 'low-byte' ? code & 0xff : 0x3f
  })
}

export function toUtf16(text: string): Bytes {
  return Uint8Array.from({ length: text.length * 2 }, (_, at) => (text.charCodeAt(at >> 1) >> (at % 2 ? 8 : 0)) & 0xff)
}

/** The platform only decodes GBK: all its pairs are decoded once, a line each, to learn how to encode. */
function gbkTable(): Map<string, [number, number]> {
  const pairs: [number, number][] = []
  for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) pairs.push([lead, trail])
  const lines = new TextDecoder('gbk').decode(Uint8Array.from(pairs.flatMap((pair) => [...pair, 0x0a]))).split('\n')
  const table = new Map<string, [number, number]>()
  for (const [at, pair] of pairs.entries()) {
    const char = lines[at] ?? ''
    if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, pair)
  }
  return table
}

import type { AcceptsRule } from '../../../catalog/model/sandbox.ts'
import { toHex } from '../../signature/index.ts'

type MediaType = AcceptsRule['types'][number]

/** What a file of a type begins with, in hex digits; MP4 stands for its relatives MOV, M4V and F4V as well. */
const BEGINNINGS: Record<MediaType, RegExp> = {
  jpg: /^ffd8ff/,
  png: /^89504e470d0a1a0a/,
  bmp: /^424d/,
  // four bytes of length, then ftyp, moov, mdat, wide or free
  mp4: /^.{8}(?:66747970|6d6f6f76|6d646174|77696465|66726565)/,
  avi: /^52494646.{8}41564920/,
  wmv: /^3026b275/,
  mpeg: /^000001b[3a]/,
  mkv: /^1a45dfa3/,
  flv: /^464c56/,
  rmvb: /^2e524d46/,
}

/** Whether a file is of one of these types, whatever its name says. */
export function isOfType(bytes: Uint8Array, types: readonly MediaType[]): boolean {
  const beginning = toHex(bytes.subarray(0, 16))
  return types.some((type) => BEGINNINGS[type].test(beginning))
}

import { toBytes } from '../../signature/index.ts'

/** SHA-1 of a text's bytes in hex, as bills are checked after they were unpacked. */
export async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', toBytes(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64, toBytes } from '../../signature/index.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

const hashOf = (text: string): string => `'sha256-${toBase64(sha256(toBytes(text)))}'`

/**
 * What a page may load and run: its own style and script, by their hashes, and nothing else. Hashes, not a nonce: a page
 * also reads the pages that answer its forms, and these have the same style.
 */
export const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

import { isFile } from '../../model/media-type.ts'
import type { Field, Operation } from '../../model/types.ts'
import type { Call, Entry } from './value.ts'

/** Names of the answer's fields that arrive encrypted: under the merchant's key, or as a resource under the APIv3 key. */
export function encryptedNames({ replies }: Operation): string[] {
  const names = new Set<string>()
  const walk = (fields: readonly Field[]) => {
    for (const field of fields) {
      if (field.encrypted || isResource(field)) names.add(field.name)
      else walk(field.fields)
    }
  }
  for (const reply of replies) walk(reply.fields)
  return [...names]
}

/** `{ algorithm, nonce, associated_data, ciphertext }`, as AES-256-GCM sends it. */
function isResource({ fields }: Field): boolean {
  const names = new Set(fields.map((field) => field.name))
  return names.has('ciphertext') && names.has('nonce')
}

/** The name to save an answer under if it is a file. */
export function downloadName({ replies }: Operation): string | undefined {
  const mediaType = replies[0]?.mediaType
  if (!isFile(mediaType)) return undefined
  const extension = /^(?:text|image|application)\/(csv|gzip|pdf|png|jpeg|gif)$/.exec(mediaType ?? '')?.[1]
  return `download.${extension ?? 'bin'}`
}

/** Fields of v2 that whoever signs the call makes. */
const SIGNER_FIELDS = ['sign', 'nonce_str']

/** What a v2 call signs: its parameters, wherever they go. */
export function v2Fields({ query, body = [] }: Call): Entry[] {
  return [...query, ...body].filter(([name]) => !SIGNER_FIELDS.includes(name))
}

/** The host to name in the sample, where it is not the usual one. */
export function otherServer({ server }: Operation): string | undefined {
  return server === 'https://api.mch.weixin.qq.com' ? undefined : server
}

import { type Bytes, fromBase64, randomText, toBase64 } from '../../signature/index.ts'
import type { Limits } from '../options.ts'
import type { Store } from '../store/store.ts'

/** Which merchant has which file, of all merchants. */
const ALL = 'uploads'

/** The space of a merchant's uploaded files, apart from the objects: a list of objects does not read them. */
export function uploadsSpace(mchid: string): string {
  return `uploads:${mchid}`
}

interface Place {
  store: Store
  mchid: string
}

/**
 * Keeps a file and tells the name under which it is found, until newer files of the merchant or of all merchants need the
 * room. It is written before the object that names it: a file that nothing names goes the same way.
 */
export async function keepUpload(
  bytes: Bytes,
  { store, mchid, limits }: Place & { limits: Pick<Limits, 'uploads' | 'allUploads'> },
): Promise<string> {
  const id = randomText(24, '0123456789abcdef')
  await store.commit([
    { space: uploadsSpace(mchid), key: id, value: toBase64(bytes) },
    { space: ALL, key: `${mchid} ${id}`, value: null },
  ])
  const old = await store.trim(uploadsSpace(mchid), limits.uploads)
  if (old.length > 0) await store.commit(old.map((one) => ({ space: ALL, key: `${mchid} ${one}` })))
  const gone = await store.trim(ALL, limits.allUploads)
  if (gone.length > 0) await store.commit(gone.map(placeOf))
  return id
}

function placeOf(key: string): { space: string; key: string } {
  const [mchid = '', id = ''] = key.split(' ')
  return { space: uploadsSpace(mchid), key: id }
}

/** `undefined` where it had to make room. */
export async function findUpload(id: string, { store, mchid }: Place): Promise<Bytes | undefined> {
  const entry = await store.get(uploadsSpace(mchid), id)
  return typeof entry?.value === 'string' ? fromBase64(entry.value) : undefined
}

/** Forgets all files of a merchant. */
export async function dropUploads({ store, mchid }: Place): Promise<void> {
  const own = await store.list(uploadsSpace(mchid), { limit: Number.MAX_SAFE_INTEGER })
  if (own.length > 0) await store.commit(own.map(({ key }) => ({ space: ALL, key: `${mchid} ${key}` })))
  await store.drop(uploadsSpace(mchid))
}

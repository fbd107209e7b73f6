import { openDB } from 'idb'
import * as v from 'valibot'
import { type StoredIdentity, storedIdentitySchema } from './schema.ts'

const DATABASE = 'wechatpay-playground'
const STORE = 'identity'

/** One identity for each base: two sites under one origin have two sandboxes. */
export interface IdentityStore {
  /** Undefined where there is none, or where what is there does not fit. */
  read(): Promise<StoredIdentity | undefined>
  write(identity: StoredIdentity): Promise<void>
  remove(): Promise<void>
}

export function createIdentityStore(base: string): IdentityStore {
  const open = () => openDB(DATABASE, 1, { upgrade: (database) => void database.createObjectStore(STORE) })
  async function use<T>(work: (database: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
    const database = await open()
    try {
      return await work(database)
    } finally {
      database.close()
    }
  }
  return {
    read: () =>
      use(async (database) => {
        const parsed = v.safeParse(storedIdentitySchema, await database.get(STORE, base))
        return parsed.success ? parsed.output : undefined
      }),
    write: (identity) => use(async (database) => void (await database.put(STORE, identity, base))),
    remove: () => use((database) => database.delete(STORE, base)),
  }
}

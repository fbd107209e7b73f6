import * as v from 'valibot'
import { importApiV3Key, importVerifyingKey } from '../../signature/index.ts'
import type { Addresses } from '../addresses.ts'
import { PlaygroundError } from '../error.ts'
import type { GatewayFetch } from '../gateway.ts'
import { makeMerchantKeys } from './keys.ts'
import { keysAnswerSchema, merchantAnswerSchema, type StoredIdentity } from './schema.ts'
import { createIdentityStore } from './store.ts'

/** A demo merchant as the playground uses it. */
export interface Identity extends Omit<StoredIdentity, 'version'> {
  /** Platform keys by serial: the certificate's and the public key's. */
  platformKeys: ReadonlyMap<string, CryptoKey>
  /**
   * MD5 is not in WebCrypto, so this key is bytes in memory, never stored: after a reload it is asked for again when it
   * is first needed. Rejects with `PlaygroundError` (`unreachable`).
   */
  apiv2Key(): Promise<string>
  /** False where the browser stores nothing: a reload makes another merchant. */
  kept: boolean
}

export interface Identities {
  /** The stored one, if the sandbox still knows it; else a new one, and `replaced` says that there was another. */
  open(): Promise<{ identity: Identity; replaced: boolean }>
  /** Whether the sandbox still knows it. An unreachable sandbox rejects with `PlaygroundError` (`unreachable`). */
  known(identity: Identity): Promise<boolean>
  /** A new merchant in the place of the stored one. */
  reset(): Promise<Identity>
}

interface IdentityOptions {
  addresses: Addresses
  ask: GatewayFetch
}

const LOCK = 'wechatpay-playground-identity'

export function createIdentities({ addresses, ask }: IdentityOptions): Identities {
  const store = createIdentityStore(addresses.base)
  // storage may be forbidden altogether: the playground then works until the page is closed
  const read = (): Promise<StoredIdentity | undefined> => store.read().catch(() => undefined)

  async function known({ control_token }: Pick<StoredIdentity, 'control_token'>): Promise<boolean> {
    const response = await ask(addresses.notifications, { headers: { Authorization: `Bearer ${control_token}` } })
    await response.body?.cancel()
    if (response.status >= 500) throw unreachable(addresses.notifications, `状态码 ${response.status}`)
    return response.ok
  }

  async function create(): Promise<Identity> {
    const { answer, stored } = await register({ addresses, ask })
    const kept = await store.write(stored).then(
      () => true,
      () => false,
    )
    return { ...(await complete(stored)), apiv2Key: async () => answer.apiv2_key, kept }
  }

  async function complete(stored: StoredIdentity): Promise<Identity> {
    let key: Promise<string> | undefined
    const apiv2Key = (): Promise<string> => {
      key ??= askKey(stored, { addresses, ask }).catch((error: unknown) => {
        key = undefined
        throw error
      })
      return key
    }
    return { ...(await withPlatformKeys(stored)), apiv2Key }
  }

  return {
    known,
    open: () =>
      alone(async () => {
        const stored = await read()
        if (stored && (await known(stored))) return { identity: await complete(stored), replaced: false }
        return { identity: await create(), replaced: stored !== undefined }
      }),
    reset: () => alone(create),
  }
}

async function register({ addresses, ask }: IdentityOptions): Promise<{
  answer: v.InferOutput<typeof merchantAnswerSchema>
  stored: StoredIdentity
}> {
  const { signingKey, decryptingKey, publicKey } = await makeMerchantKeys()
  const response = await ask(addresses.merchants, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ public_key: publicKey }),
  })
  const parsed = v.safeParse(merchantAnswerSchema, await response.json().catch(() => undefined))
  if (!response.ok || !parsed.success)
    throw unreachable(addresses.merchants, `状态码 ${response.status}，应答不是一个演示商户`)
  const { apiv3_key, apiv2_key: _, ...facts } = parsed.output
  const resourceKey = await importApiV3Key(apiv3_key)
  return { answer: parsed.output, stored: { version: 1, ...facts, signingKey, decryptingKey, resourceKey } }
}

async function withPlatformKeys(stored: StoredIdentity): Promise<Omit<Identity, 'apiv2Key'>> {
  const { version: _, ...facts } = stored
  const { platform } = stored
  const [byCertificate, byPublicKey] = await Promise.all([
    importVerifyingKey(platform.certificate),
    importVerifyingKey(platform.public_key),
  ])
  const platformKeys = new Map([
    [platform.serial_no, byCertificate],
    [platform.public_key_id, byPublicKey],
  ])
  return { ...facts, platformKeys, kept: true }
}

async function askKey({ control_token }: StoredIdentity, { addresses, ask }: IdentityOptions): Promise<string> {
  const response = await ask(addresses.keys, { headers: { Authorization: `Bearer ${control_token}` } })
  const parsed = v.safeParse(keysAnswerSchema, await response.json().catch(() => undefined))
  if (response.ok && parsed.success) return parsed.output.apiv2_key
  throw unreachable(addresses.keys, `状态码 ${response.status}，应答里没有 APIv2 密钥`)
}

/** Two tabs that open at once share one merchant: the second waits and finds it stored. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(LOCK, work) : work()
}

function unreachable(where: string, detail: string): PlaygroundError {
  return new PlaygroundError('unreachable', `沙箱没有正常应答（${detail}）`, {
    where,
    hint: '稍后重试；自己部署的话，检查沙箱服务是否在运行',
  })
}

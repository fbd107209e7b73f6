/** What the sandbox's tests share: a sandbox over the real catalog, merchants' clients, and samples to send. */
import type { Behaviour } from '../../../catalog/derive/behaviour/index.ts'
import {
  createMemoryStore,
  createPlatform,
  createSandbox,
  type Platform,
  type Sandbox,
  type SandboxOptions,
} from '../../../playground/sandbox/index.ts'
import { loadBehaviour } from '../../../playground/server/behaviour.node.ts'
import { type Client, clientOf, type RegisterOptions, register } from './client.ts'

export type { Client, Got, Sent } from './client.ts'
export { type GotXml, type SentXml, toXml } from './client-v2.ts'
export { encryptAll, sampleOf, sampleXmlOf } from './sample.ts'

/** Made once: neither the catalog nor two RSA pairs change between tests. */
const shared: Promise<{ behaviour: Behaviour; platform: Platform }> = (async () => ({
  behaviour: await loadBehaviour(process.env.CATALOG_ROOT),
  platform: await createPlatform(),
}))()

export interface Kit {
  behaviour: Behaviour
  sandbox: Sandbox
  register(options?: RegisterOptions): Promise<Client>
  /** The client of a merchant of another sandbox over the same store. */
  of(client: Client): Promise<Client>
}

export async function createKit(options: Partial<SandboxOptions> = {}): Promise<Kit> {
  const { behaviour, platform } = await shared
  const sandbox = createSandbox({ behaviour, platform, store: createMemoryStore(), ...options })
  return {
    behaviour,
    sandbox,
    register: (options) => register(sandbox, options),
    of: ({ merchant }) => clientOf(sandbox, merchant),
  }
}

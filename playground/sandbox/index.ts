/**
 * A gateway for APIv3 that behaves like the real one: it checks signatures and parameters, keeps what was created, signs
 * its answers and sends encrypted notifications. Web standards only: it runs in Node, in a Service Worker, in a Worker.
 *
 * ```ts
 * const sandbox = createSandbox({
 *   behaviour: deriveBehaviour(await loadCatalog()),   // or its JSON, or an index that loads operations when called
 *   store: createMemoryStore(),                         // in a browser createIndexedDbStore()
 *   deliver: (request) => fetch(request),               // leave out where there is no server: in-box only
 *   userAgent: true,                                    // false in a Service Worker, which never sees that header
 * })
 * const response = await sandbox.fetch(request, { rawTarget: '/v3/certificates' })
 * await sandbox.settled()                               // what goes on after the answer (event.waitUntil)
 * ```
 * `rawTarget` is the request target as it came over the wire (`/path?query`, percent-encoding untouched); without it
 * `request.url` is used, which has been normalised. A mount prefix `/sandbox` may be in it or stripped: both work.
 *
 * Addresses: `/v3/…` as the catalog has them, v2 without its `/v2`; `GET /_sandbox/health`; `POST /_sandbox/merchants`; with
 * `Authorization: Bearer <control_token>`: `GET /_sandbox/notifications`, `GET /_sandbox/keys`, `POST /_sandbox/<resource>/<key>/<transition>`.
 * Shapes: playground/protocol/gateway.
 */
export { SandboxError } from './errors.ts'
export type { GatewayAnswer, LocalRequest } from './exchange.ts'
export { OWN_ADDRESS } from './notify/address.ts'
export { DEFAULT_LIMITS, type LazyBehaviour, type Limits, type LogEntry, type SandboxOptions } from './options.ts'
export { createPlatform, type Platform } from './platform.ts'
export { createSandbox, type Sandbox, type SandboxEnv } from './sandbox.ts'
export { type ContractCase, storeContract } from './store/contract/index.ts'
export { createIndexedDbStore } from './store/indexed-db.ts'
export { createMemoryStore } from './store/memory.ts'
export type { Entry, Store, Write } from './store/store.ts'

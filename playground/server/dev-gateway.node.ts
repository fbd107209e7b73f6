import type { Gateway } from './gateway.node.ts'

/** A gateway that is not there yet: what is asked of it waits. */
export interface LateGateway extends Gateway {
  /** Starts it, once. Rejects if it cannot be. */
  start(): Promise<void>
}

/** A gateway that starts when it is told to, or when somebody asks for it. */
export function createLateGateway(create: () => Promise<Gateway>): LateGateway {
  const ports = new Set<number>()
  let created: Promise<Gateway> | undefined
  let ready: Gateway | undefined
  const get = (): Promise<Gateway> => {
    created ??= create().then((gateway) => {
      for (const port of ports) gateway.listensOn(port)
      ready = gateway
      return gateway
    })
    return created
  }
  return {
    start: async () => void (await get()),
    sandbox: { fetch: async (request, env) => (await get()).sandbox.fetch(request, env) },
    proxy: {
      fetch: async (request, env) => (await get()).proxy.fetch(request, env),
      serve: async (request, env) => (await get()).proxy.serve(request, env),
    },
    listensOn(port) {
      ports.add(port)
      ready?.listensOn(port)
    },
    reload: async () => (await get()).reload(),
    settled: async () => ready?.settled(),
    // One that is still starting holds nothing.
    close: async () => ready?.close(),
  }
}

import { type Addresses, createAddresses } from '../addresses.ts'
import { createData, type PlaygroundData } from '../data.ts'
import { createGateway, type Gateway } from '../gateway.ts'
import { createIdentities, type Identities } from '../identity/index.ts'
import { createRunner, type Runner } from '../runner/index.ts'
import { runnerScripts } from '../runner/scripts.ts'

/** What one opened playground works with; made once, given to the components that need it. */
export interface PlaygroundContext {
  addresses: Addresses
  data: PlaygroundData
  gateway: Gateway
  identities: Identities
  runner: Runner
}

export function createContext(base: string): PlaygroundContext {
  const addresses = createAddresses(base, location.origin)
  const gateway = createGateway(addresses)
  return {
    addresses,
    gateway,
    data: createData(addresses),
    identities: createIdentities({ addresses, ask: gateway.ask }),
    runner: createRunner(runnerScripts),
  }
}

import { bootstrap, bootstrapHash, runtime } from 'virtual:playground-runner'

/** The two scripts that the runner is made of. */
export interface RunnerScripts {
  runtime: string
  bootstrap: string
  bootstrapHash: string
}

export const runnerScripts: RunnerScripts = { runtime, bootstrap, bootstrapHash }

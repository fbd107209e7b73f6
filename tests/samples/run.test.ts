import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import { createMemoryStore, createSandbox } from '../../playground/sandbox/index.ts'
import { type Gateway, serveSandbox } from '../sdk/gateway.ts'
import { findToolchain, toolchainsRequired } from '../support/toolchains.ts'
import { carefulOperations, SANDBOX_GAPS } from './careful.ts'
import { createJobs, type Outcome } from './jobs.ts'
import { LANGUAGES, type Language, type RunOptions } from './languages.ts'

const MINUTES = 60_000
const catalog = await loadCatalog()
const operations = carefulOperations(catalog)

let gateway: Gateway
let folder: string

beforeAll(async () => {
  const deliver = (request: Request): Promise<Response> => fetch(request)
  const behaviour = deriveBehaviour(catalog)
  gateway = await serveSandbox(createSandbox({ behaviour, store: createMemoryStore(), deliver }))
  folder = await mkdtemp(join(tmpdir(), 'samples-'))
}, MINUTES)
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

/** The programs of a language, or the names of those that are missing. */
function programsOf({ needs }: Language): { programs: RunOptions['programs']; missing: string[] } {
  const found = needs.map((name) => [name, findToolchain(name)] as const)
  return {
    programs: Object.fromEntries(found.flatMap(([name, one]) => ('path' in one ? [[name, one.path]] : []))),
    missing: found.flatMap(([, one]) => ('missing' in one ? [one.missing] : [])),
  }
}

/** What a reader would see: a status of 2xx, or nothing where a file was saved. */
const isGood = ({ ok, output }: Outcome): boolean => ok && /^(?:2\d\d\b|302\b|$)/.test(output)

describe.each(Object.entries(LANGUAGES))('the samples in %s', (name, language) => {
  const { programs, missing } = programsOf(language)
  const listed = missing.length > 0 && !toolchainsRequired
  if (listed) console.warn(`not run: the samples in ${name}, for want of ${missing.join(', ')}`)

  it.skipIf(listed)(
    'end well against the sandbox, with verified answers',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      const own = await mkdtemp(join(folder, `${language.sample}-`))
      const jobs = await createJobs(operations, { gateway, catalog, sample: language.sample, folder: own })
      const outcomes = await language.run(jobs, { folder: own, programs })
      const failed = outcomes.filter((one) => !isGood(one))
      const unknown = failed.filter(({ id }) => !SANDBOX_GAPS.includes(id))
      expect(unknown.map(({ id, output }) => `${id}: ${output}`)).toEqual([])
      expect(failed.map(({ id }) => id)).toEqual(SANDBOX_GAPS)
      expect(outcomes.map(({ id }) => id)).toEqual(operations.map(({ id }) => id))
    },
    10 * MINUTES,
  )
})

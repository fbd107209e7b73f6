import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FullConfig } from '@playwright/test'
import { writeUnseenCatalog } from '../../fixtures/unseen-catalog.ts'
import { findBrowser } from './browser.ts'
import { buildInto, type Site, startCommand, startFiles } from './servers.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const dist = join(root, '.vitepress/dist')
const below = join(root, 'tests/e2e/.results/sub')
const unseen = join(root, 'tests/e2e/.results/unseen')

/** How each project's site is started. */
const STARTERS: Record<string, () => Promise<Site>> = {
  dev: () => startCommand('dev'),
  built: () => startCommand('start'),
  static: () => startFiles(dist, '/'),
  'static-sub': async () => {
    await buildInto(below, { BASE: '/sub/', SITE_URL: 'https://docs.example.com' })
    return startFiles(below, '/sub/')
  },
  unseen: async () => {
    const env = { CATALOG_ROOT: join(unseen, 'catalog') }
    await writeUnseenCatalog(env.CATALOG_ROOT)
    await buildInto(join(unseen, 'site'), env)
    return startCommand('start', { args: [join(unseen, 'site')], env })
  },
}

/** The projects that a run asks for; all of them if it names none. */
function wanted(config: FullConfig): string[] {
  const named = process.argv.flatMap((argument, index, all) =>
    argument === '--project' ? [all[index + 1] ?? ''] : argument.startsWith('--project=') ? [argument.slice(10)] : [],
  )
  const names = config.projects.map(({ name }) => name)
  return named.length > 0 ? names.filter((name) => named.includes(name)) : names
}

/** Finds the browser, starts the sites and ends them; addresses travel to the tests as `E2E_<PROJECT>`. */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  process.env.CHROMIUM_PATH = findBrowser()
  const sites: Site[] = []
  const close = async (): Promise<void> => {
    await Promise.all(sites.map((site) => site.close()))
    await Promise.all([below, unseen].map((folder) => rm(folder, { recursive: true, force: true })))
  }
  try {
    for (const name of wanted(config)) {
      const site = await STARTERS[name]?.()
      if (!site) throw new Error(`no site for the project ${name}`)
      sites.push(site)
      process.env[`E2E_${name.toUpperCase()}`] = site.url
    }
  } catch (error) {
    await close()
    throw error
  }
  return close
}

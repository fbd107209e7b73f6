import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** Where `npm run build` puts the site. */
export const siteRoot = join(projectRoot, '.vitepress/dist')

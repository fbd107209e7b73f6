import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedPage } from './render.ts'

export interface PageCache {
  read(key: string): Promise<RenderedPage | undefined>
  write(key: string, page: RenderedPage): Promise<void>
  /** Keeps the folder from growing for ever: the pages used longest ago go when there are more than `limit`. */
  prune(limit: number): Promise<void>
}

/** Rendered pages between builds, a file each. A file that is not as it was written counts as absent. Without a folder nothing is kept. */
export function createPageCache(folder: string | undefined): PageCache {
  if (folder === undefined) return { read: async () => undefined, write: async () => {}, prune: async () => {} }
  const fileOf = (key: string): string => join(folder, `${key}.json`)
  return {
    async read(key) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => '')
      const body = text.slice(65)
      return text !== '' && digest(body) === text.slice(0, 64) ? (JSON.parse(body) as RenderedPage) : undefined
    },
    async write(key, page) {
      const body = JSON.stringify(page)
      const draft = `${fileOf(key)}.${process.pid}`
      await mkdir(folder, { recursive: true })
      await writeFile(draft, `${digest(body)}\n${body}`)
      await rename(draft, fileOf(key))
    },
    async prune(limit) {
      const names = await readdir(folder).catch(() => [])
      if (names.length <= limit) return
      const files = await Promise.all(
        names.map(async (name) => ({
          name,
          time: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
        })),
      )
      const oldest = files.sort((a, b) => b.time - a.time).slice(limit)
      await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })))
    },
  }
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Code of the build that makes or carries a page's markdown, or works on what is rendered: what it does to a page is in
 * the markdown, or done again in every build. A file that is not named here counts as code that renders.
 */
const NO_RENDERER =
  /(?:\.test\.ts|\/(?:address|aliases|answers|build\.node|canonical|children|data-files|editor\.node|editor-bundle|generated-page|hover-pages|not-found|page-head|product-pages|site|site-data|site-texts|sitemap|theme-config|typing-files|whole-chunks|pages\/(?:build|dev|document|first-page|links|list|part|share\.node|shell|site-pipeline|watch-folder))\.ts)$/

/** A digest of what renders: its code, the packages it uses, and Node's version. */
export function codeDigest(project: string): string {
  const hash = createHash('sha256').update(process.version)
  for (const folder of ['.vitepress/node', 'catalog/derive/typings']) {
    const entries = readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    const paths = files.map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    for (const path of paths.filter((one) => !NO_RENDERER.test(one)).sort())
      hash.update(`${path.slice(project.length)}\n`).update(readFileSync(path))
  }
  return hash.update(readFileSync(join(project, 'package-lock.json'))).digest('hex')
}

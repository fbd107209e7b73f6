import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { buildCatalog } from '../../../catalog/model/build.ts'
import { listCatalogFiles } from '../../../catalog/model/load.node.ts'
import type { CatalogFile } from '../../../catalog/model/parse.ts'
import { pathOf } from '../../../catalog/model/paths.ts'
import type { Operation } from '../../../catalog/model/types.ts'
import { findFences } from '../hover/fences.ts'
import { catalogTypings } from '../hover-typings.ts'
import { type Site, toSite } from '../site.ts'
import { generatedPages, type SitePage } from './list.ts'

/** A page, and the site as far as that page needs it. */
export interface PagePart {
  page: SitePage
  site: Site
}

/** What every page of an operation or a notification can say something from. */
const COMMON = /^(?:products\.yaml|identity\.yaml|launches\.yaml|(?:products|glossary)\/.*)$/

const RE_FILE = /\$ref:\s*['"]?([^\s'",}#]+\.yaml)/g
const RE_OPERATION = /\b(?:get|post|put|patch|delete) (\/v[23]\/[^\s'",\]]+)/g
const RE_RULE = /\buse:\s*['"]?([^\s'",/]+)\//g
const RE_NOTIFIES = /^ *x-notifies:\s*(.*(?:\n *- .*)*)/gm

/**
 * The page of one operation or notification without the thousand files that it does not depend on: read are its own
 * file, what that refers to, and the operations that its code could name. Whether the page is the one that the whole
 * catalog gives is for the caller to find out, by its key in the cache.
 * @param root The catalog's folder.
 * @returns `undefined` for other pages, and where its own file gives none
 */
export async function pagePart(root: string, relativePath: string): Promise<PagePart | undefined> {
  const names = new Set(await listCatalogFiles(root))
  const own = ownFile(relativePath)
  if (own === undefined || !names.has(own)) return undefined
  const files = createFiles(root, names)
  for (const name of names) if (COMMON.test(name)) files.want(name)
  files.want(own, related)
  const first = pageOf(await files.read(), relativePath)
  if (!first) return undefined
  const before = files.count()
  for (const name of namedIn(first.page.content, names)) files.want(name)
  return files.count() === before ? first : pageOf(await files.read(), relativePath)
}

/** `openapi/v3/a/b.md` → `operations/v3/a/b.yaml` */
function ownFile(relativePath: string): string | undefined {
  const [, section, path = ''] = /^(openapi|webhook)\/(.+)\.md$/.exec(relativePath) ?? []
  if (section === 'openapi') return `operations/${path.replace(/\/index$/, '/{empty}')}.yaml`
  return section === 'webhook' ? `webhooks/${path}.yaml` : undefined
}

function pageOf(files: CatalogFile[], relativePath: string): PagePart | undefined {
  // What refers to files that are not here is a problem of this part alone; the others are told when the whole is read.
  const site = toSite(buildCatalog(files).catalog)
  const page = generatedPages(site).find((one) => one.relativePath === relativePath)
  return page && { page, site }
}

/** The operations whose types the page's code could name. */
function namedIn(content: string, names: Iterable<string>): string[] {
  const operations = [...names].filter((name) => name.startsWith('operations/'))
  const stubs = operations.map((name) => ({ id: name, path: pathOf(name) }) as Operation)
  const typings = catalogTypings({ operations: stubs } as Site['catalog'])
  return findFences(content).flatMap(({ code }) => typings.scope(code))
}

/** Files that are wanted, each read once, with those that they refer to. */
function createFiles(root: string, names: ReadonlySet<string>) {
  const wanted = new Map<string, Promise<CatalogFile>>()

  function want(file: string, mentioned: (file: CatalogFile) => string[] = referred): void {
    if (wanted.has(file) || !names.has(file)) return
    const reading = readFile(join(root, file), 'utf8').then((text) => {
      for (const name of mentioned({ file, text })) want(name)
      return { file, text: file.startsWith('products/') ? namesOf(text) : text }
    })
    wanted.set(file, reading)
  }

  async function read(): Promise<CatalogFile[]> {
    for (;;) {
      const { size } = wanted
      const files = await Promise.all(wanted.values())
      if (wanted.size === size) return files
    }
  }

  return { want, read, count: () => wanted.size }
}

function referred({ file, text }: CatalogFile): string[] {
  return [...text.matchAll(RE_FILE)].map(([, path = '']) => posix.join(posix.dirname(file), path))
}

/** With what it names: other operations, notifications, rules of the sandbox that it uses. */
function related(file: CatalogFile): string[] {
  const named = (pattern: RegExp): string[] => [...file.text.matchAll(pattern)].map(([, name = '']) => name)
  const operations = named(RE_OPERATION).map((path) => `operations${path.replace(/\/$/, '/{empty}')}.yaml`)
  const notified = named(RE_NOTIFIES).flatMap((list) => list.match(/v[23]\/[^\s,'"\]]+/g) ?? [])
  const rules = named(RE_RULE).map((resource) => `resources/${resource}.yaml`)
  return [...referred(file), ...operations, ...notified.map((id) => `webhooks/${id}.yaml`), ...rules]
}

/** Of a product's file what names it. The operations that it lists are most of it, and of none is anything known here. */
function namesOf(product: string): string {
  const entries = product.split(/^(?=\S)/m)
  return entries.filter((entry) => /^(?:title|trails):/.test(entry)).join('')
}

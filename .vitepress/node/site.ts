import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createProductOf,
  deriveNavigation,
  deriveOperationOverview,
  derivePage,
  deriveWebhookOverview,
  deriveWebhookPage,
  type NavNode,
  operationPage,
  type Reference,
  webhookPage,
} from '../../catalog/derive/pages/index.ts'
import { deriveLaunchSamples, deriveSamples, deriveWebhookSamples } from '../../catalog/derive/samples/index.ts'
import { loadCatalogCached } from '../../catalog/model/cached.node.ts'
import type { Catalog, Operation } from '../../catalog/model/types.ts'
import { type GeneratedPage, lazyPage } from './generated-page.ts'
import { buildProductPages } from './product-pages.ts'

/** The project's root, also when VitePress has bundled this file into its config. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

export type { GeneratedPage }

/** All that the build needs from the catalog. */
export interface Site {
  catalog: Catalog
  navigation: NavNode[]
  openapi: GeneratedPage[]
  webhook: GeneratedPage[]
  product: GeneratedPage[]
  flow: GeneratedPage[]
}

/** The facts; the environment variable `CATALOG_ROOT` names another folder than the project's. */
export const catalogFolder = process.env.CATALOG_ROOT ?? join(projectRoot, 'catalog')

interface Cache {
  key: string
  site: Promise<Site>
  /** Once it is there. */
  value?: Site
}

const CACHE = Symbol.for('wechatpay-live-docs.site')

/**
 * The site as the catalog has it now. VitePress bundles the config and each route file on its own, so the work is shared
 * through a global symbol; a changed catalog file gives a new key.
 * @param root The catalog folder.
 * @throws CatalogError with every problem of every file.
 */
export async function loadSite(root: string = catalogFolder): Promise<Site> {
  const shared = globalThis as { [CACHE]?: Cache }
  const key = `${root}\n${fingerprint(root)}`
  const cached = shared[CACHE]
  if (cached?.key === key) return cached.site
  const entry: Cache = { key, site: buildSite(root) }
  shared[CACHE] = entry
  entry.value = await entry.site
  return entry.value
}

/** The same without waiting: nothing, if the catalog that the files give now has not been read. */
export function siteAtHand(root: string = catalogFolder): Site | undefined {
  const cached = (globalThis as { [CACHE]?: Cache })[CACHE]
  return cached?.value && cached.key === `${root}\n${fingerprint(root)}` ? cached.value : undefined
}

/** Asked before every page of the dev server: a thousand promises take ten times as long, and wait for other files. */
function fingerprint(root: string): string {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(({ name }) => name.endsWith('.yaml'))
    .map(({ parentPath, name }) => join(parentPath, name))
  return files
    .sort()
    .map((file) => `${file}:${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`)
    .join('\n')
}

async function buildSite(root: string): Promise<Site> {
  return toSite(await loadCatalogCached({ root, project: projectRoot }))
}

/** All pages of a catalog, and its navigation. */
export function toSite(catalog: Catalog): Site {
  const byPath = groupByPath(catalog.operations)
  const refer = referrer(catalog, byPath)
  const navigation = deriveNavigation(catalog)
  const productOf = createProductOf(catalog.products)
  const options = {
    samples: (operation: Operation) => deriveSamples(operation, catalog),
    launchSamples: deriveLaunchSamples,
    refer,
    productOf,
  }
  const operationPages = [...byPath].map(([path, operations]) => {
    const source = operations[0] && `catalog/${operations[0].source.file}`
    // A path that ends in `/` is the index of its folder.
    const page = { path: path.slice(1).replace(/\/$/, '/index'), source }
    return lazyPage(page, () => derivePage(path, operations, options))
  })
  const webhookPages = catalog.webhooks.map((webhook) => {
    const page = { path: webhook.id, source: `catalog/${webhook.source.file}` }
    const samples = () => deriveWebhookSamples(webhook, catalog)
    return lazyPage(page, () => deriveWebhookPage(webhook, { samples, productOf }))
  })
  return {
    catalog,
    navigation,
    openapi: [lazyPage({ path: 'index' }, () => deriveOperationOverview(catalog, OPENAPI)), ...operationPages],
    webhook: [lazyPage({ path: 'index' }, () => deriveWebhookOverview(catalog, WEBHOOK)), ...webhookPages],
    ...buildProductPages(catalog, refer),
  }
}

function groupByPath(operations: Operation[]): Map<string, Operation[]> {
  const byPath = new Map<string, Operation[]>()
  for (const operation of operations) byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), operation])
  return byPath
}

function referrer(catalog: Catalog, byPath: Map<string, Operation[]>): (id: string) => Reference | undefined {
  const references = new Map<string, Reference>()
  for (const operation of catalog.operations) {
    const page = operationPage(operation, (byPath.get(operation.path)?.length ?? 0) > 1)
    references.set(operation.id, { title: operation.title, page })
  }
  for (const webhook of catalog.webhooks)
    references.set(webhook.id, { title: webhook.title, page: webhookPage(webhook) })
  return (id) => references.get(id)
}

const OPENAPI = {
  title: '接口',
  description: '按产品列出全部接口，每一页有请求与返回的字段、可运行的示例和在线调试。',
}
const WEBHOOK = {
  title: '通知',
  description: '微信支付发往商户的通知：报文、解密后的数据，以及验签、解密并应答的代码。',
}

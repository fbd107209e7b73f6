import type { HeadConfig, PageData, Router } from 'vitepress'
import { type Component, createStaticVNode, markRaw, nextTick } from 'vue'

/** What a page's element says of it in `data-page`. The other half is `.vitepress/node/pages/render.ts`. */
interface PageNote {
  title: string
  titleTemplate?: string
  relativePath: string
  head?: HeadConfig[]
}

export interface PagesOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  /** Folders whose pages are static documents instead of modules. */
  sections: readonly string[]
}

/**
 * Shows the pages of the catalog. They are no modules of the bundle: each is a document whose content stands in one
 * element. On the first load that element is already there, and Vue takes it over as it is; after a click the document is
 * fetched and the element taken out of it. An address that has none is left to VitePress, which shows its 404.
 */
export function installPages(router: Router, { base, sections }: PagesOptions): void {
  let wanted: string | undefined
  /** VitePress asks a second time for what it does not find. */
  let missing: string | undefined
  let first = true

  const isPage = (pathname: string): boolean => sections.some((section) => pathname.startsWith(`${base}${section}/`))

  function show(found: FoundPage, path: string): void {
    router.route.path = path
    router.route.component = found.component
    router.route.data = found.data
  }

  async function load(href: string): Promise<boolean> {
    const { pathname, hash } = new URL(href, location.href)
    const isFirst = first
    first = false
    wanted = isPage(pathname) ? pathname : undefined
    if (wanted === undefined) return true
    const found = isFirst ? foundIn(document) : pathname === missing ? undefined : await fetchPage(pathname)
    if (!found) {
      missing = pathname
      return true
    }
    if (wanted !== pathname) return false
    show(found, addressOf(found, base))
    if (isFirst) return false
    const y = (history.state as { scrollPosition?: number } | null)?.scrollPosition ?? 0
    await nextTick()
    scrollTo(hash, y)
    return false
  }

  router.onBeforePageLoad = load
  // A page of VitePress that arrives late would stand under the address of the page that was wanted since.
  router.onAfterRouteChange = async () => {
    if (isPage(location.pathname) && router.route.path !== location.pathname) await load(location.href)
  }
  import.meta.hot?.on('pages:changed', async () => {
    const { pathname } = location
    const found = isPage(pathname) ? await fetchPage(pathname) : undefined
    if (found && location.pathname === pathname) show(found, addressOf(found, base))
  })
}

interface FoundPage {
  component: Component
  data: PageData
}

async function fetchPage(pathname: string): Promise<FoundPage | undefined> {
  const response = await fetch(pathname, { headers: { accept: 'text/html' } }).catch(() => undefined)
  if (!response?.ok) return undefined
  return foundIn(new DOMParser().parseFromString(await response.text(), 'text/html'))
}

function foundIn(from: Document): FoundPage | undefined {
  const element = from.querySelector<HTMLElement>('[data-page]')
  if (!element?.dataset.page) return undefined
  const { title, titleTemplate, relativePath, head } = JSON.parse(element.dataset.page) as PageNote
  const html = element.outerHTML
  const description = from.querySelector<HTMLMetaElement>('meta[name=description]')?.content ?? ''
  return {
    component: markRaw({ name: 'CatalogPage', render: () => createStaticVNode(html, 1) }),
    data: markRaw({
      title,
      description,
      relativePath,
      filePath: relativePath,
      headers: [],
      frontmatter: head ? { head } : {},
      ...(titleTemplate === undefined ? {} : { titleTemplate }),
    }),
  }
}

function addressOf({ data }: FoundPage, base: string): string {
  const clean = data.relativePath.replace(/(?:(^|\/)index)?\.md$/, '$1')
  return base + clean.split('/').map(encodeURIComponent).join('/')
}

/** As VitePress does after a click: to the anchor, or to where the visitor was on that page. */
function scrollTo(hash: string, y: number): void {
  const target = hash && !y ? document.getElementById(decodeURIComponent(hash.slice(1))) : undefined
  if (target) requestAnimationFrame(() => target.scrollIntoView({ block: 'start' }))
  else window.scrollTo(0, y)
}

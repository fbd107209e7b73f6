/**
 * Opens the playground over the page when a `试一试` is clicked. Its code is loaded then, not before; where that fails
 * (offline, a new deployment) the link is followed to the playground's own page.
 */
export function installTryIt(base: string): void {
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.try-it') : null
    const operation = link?.dataset.operation
    if (!link || !operation) return
    event.preventDefault()
    void open(link, { operation, base })
  })
}

async function open(link: HTMLAnchorElement, options: { operation: string; base: string }): Promise<void> {
  link.setAttribute('aria-busy', 'true')
  try {
    const { openPlayground } = await loadPlayground()
    await openPlayground(options)
  } catch (error) {
    console.error(error)
    location.assign(link.href)
  } finally {
    link.removeAttribute('aria-busy')
  }
}

type Playground = typeof import('../../playground/client/index.ts')

/** The playground's code, the one way in: nothing of it is in the entry. */
export function loadPlayground(): Promise<Playground> {
  return import('../../playground/client/index.ts')
}

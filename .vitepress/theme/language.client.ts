/** Where the titles of chosen tabs are kept: JSON, a list, the latest first. */
const KEY = 'sample-tabs'
/** Languages and ways to write them that a reader may go back and forth between. */
const KEPT = 12

/** A browser may refuse its storage; the choice then lasts for the page. */
function readTitles(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

function keepTitle(title: string): void {
  const titles = [title, ...readTitles().filter((one) => one !== title)].slice(0, KEPT)
  try {
    localStorage.setItem(KEY, JSON.stringify(titles))
  } catch {
    // nothing is kept
  }
}

const titleOf = (input: HTMLInputElement): string => input.labels?.[0]?.dataset.title ?? ''

/** Remembers the tabs of code groups that a reader chooses. Equal titles on other pages are the same choice. */
export function installLanguage(root: Document): void {
  root.addEventListener('change', ({ target, isTrusted }) => {
    if (isTrusted && target instanceof HTMLInputElement && target.closest('.vp-code-group .tabs'))
      keepTitle(titleOf(target))
  })
}

/** Shows in each code group the tab that was chosen last, of those that it has. */
export function showLanguage(root: Document): void {
  const titles = readTitles()
  if (titles.length === 0) return
  for (const group of root.querySelectorAll('.vp-code-group')) {
    const inputs = [...group.querySelectorAll<HTMLInputElement>('.tabs input')]
    const title = titles.find((one) => inputs.some((input) => titleOf(input) === one))
    const index = inputs.findIndex((input) => titleOf(input) === title)
    const input = inputs[index]
    if (title === undefined || !input || input.checked) continue
    input.checked = true
    for (const [at, block] of [...(group.querySelector('.blocks')?.children ?? [])].entries())
      block.classList.toggle('active', at === index)
    // the colours of the block come with this event; a click would scroll to the tab
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }
}

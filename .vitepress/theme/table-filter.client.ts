/** The field above the tables of an overview: hides the rows that do not hold every word, and the tables left empty. */
export function installTableFilter(root: Document): void {
  root.addEventListener('input', (event) => {
    const input = event.target
    if (!(input instanceof HTMLInputElement)) return
    const filter = input.closest('.table-filter')
    const page = filter?.parentElement
    if (!filter || !page) return
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
    const count = filterTables(page, words)
    const status = filter.querySelector('[role="status"]')
    if (status) status.textContent = words.length > 0 ? `${count} 项` : ''
  })
}

function filterTables(page: Element, words: string[]): number {
  let count = 0
  let heading: Element | undefined
  let sectionHeading: Element | undefined
  for (const element of page.children) {
    if (element.matches('h2')) {
      sectionHeading = element
      element.toggleAttribute('hidden', words.length > 0)
    } else if (element.matches('h3')) {
      heading = element
      element.toggleAttribute('hidden', words.length > 0)
    } else if (element.matches('table')) {
      const shown = filterTable(element as HTMLTableElement, { words, title: heading?.textContent ?? '' })
      count += shown
      if (shown > 0) for (const one of [heading, sectionHeading]) one?.removeAttribute('hidden')
      element.toggleAttribute('hidden', shown === 0)
    } else if (heading && element.matches('p')) element.toggleAttribute('hidden', words.length > 0)
  }
  return count
}

/** A product that is named keeps all its rows. */
function filterTable(table: HTMLTableElement, { words, title }: { words: string[]; title: string }): number {
  let group: HTMLTableCellElement | undefined
  let shown = 0
  for (const row of table.tBodies[0]?.rows ?? []) {
    const first = row.cells[0]
    if (row.cells.length > 2 && first) group = first
    const text = `${title}\n${group?.textContent ?? ''}\n${row.textContent}`.toLowerCase()
    const isHit = words.every((word) => text.includes(word))
    if (isHit) shown += 1
    row.toggleAttribute('hidden', !isHit)
  }
  // A cell that spans rows would go with its first row: while something is filtered every row is on its own.
  table.classList.toggle('filtered', words.length > 0)
  return shown
}

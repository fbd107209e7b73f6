import { ancestorRows, type FoldRow, visibleRows } from './fold-rows.ts'

const FOLD = 'button.im-fold'

/** Body rows of the table that an element stands in. */
function rowsOf(element: Element): HTMLTableRowElement[] {
  const table = element.closest('table.im-table')
  return table ? [...table.querySelectorAll<HTMLTableRowElement>('tbody > tr')] : []
}

function foldRow(row: HTMLTableRowElement): FoldRow {
  return {
    level: Number(row.dataset.level ?? 0),
    folded: row.querySelector(FOLD)?.getAttribute('aria-expanded') === 'false',
  }
}

function show(rows: HTMLTableRowElement[]): void {
  const visible = visibleRows(rows.map(foldRow))
  rows.forEach((row, index) => {
    row.hidden = !visible[index]
  })
}

/** Folds or unfolds what the button belongs to: one row, or with `im-fold-all` the whole table. */
export function toggleFold(button: HTMLButtonElement): void {
  const expanded = button.getAttribute('aria-expanded') !== 'false'
  const rows = rowsOf(button)
  const all = button.classList.contains('im-fold-all')
  const buttons = all ? rows.flatMap((row) => [...row.querySelectorAll(FOLD)]) : []
  for (const each of [button, ...buttons]) each.setAttribute('aria-expanded', String(!expanded))
  show(rows)
}

/**
 * Opens, scrolls to and marks the row that a hash names.
 * @returns whether there is such a row.
 */
export function revealRow(hash: string): boolean {
  for (const marked of document.querySelectorAll('.im-target')) marked.classList.remove('im-target')
  const row = document.getElementById(hash.replace(/^#/, ''))
  if (!(row instanceof HTMLTableRowElement)) return false
  const rows = rowsOf(row)
  for (const index of ancestorRows(rows.map(foldRow), rows.indexOf(row))) {
    rows[index]?.querySelector(FOLD)?.setAttribute('aria-expanded', 'true')
  }
  show(rows)
  row.classList.add('im-target')
  row.scrollIntoView({ block: 'center' })
  return true
}

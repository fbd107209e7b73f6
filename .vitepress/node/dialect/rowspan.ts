import type { Token } from 'markdown-it'
import { closingIndex, type State } from './tokens.ts'

const RE_ROWSPAN = /\{[^}]*\browspan=["']?(\d+)[^}]*\}\s*$/
const RE_COLSPAN = /\{[^}]*\bcolspan=["']?(\d+)[^}]*\}\s*$/

/**
 * Under a `{rowspan=3}` a writer may leave the covered cell empty (`| b | | text`) or leave it out, as in HTML (`| b | text`).
 * The attribute plugin understands the first; rows of the second kind get the missing cell here, before it runs.
 */
export function fillRowspans(state: State): void {
  for (let index = 0; index < state.tokens.length; index++) {
    if (state.tokens[index]?.type === 'tbody_open') fillBody(state, index)
  }
}

function fillBody(state: State, bodyOpen: number): void {
  const covered: number[] = []
  for (let index = bodyOpen + 1; index < closingIndex(state.tokens, bodyOpen); index++) {
    const row = state.tokens[index]
    if (row?.type !== 'tr_open') continue
    const end = closingIndex(state.tokens, index)
    const cells = cellsOf(state.tokens.slice(index + 1, end))
    const taken = cells.map((_, column) => (covered[column] ?? 0) > 0)
    const missing = taken.filter(Boolean).length
    if (missing > 0 && writtenCells(state, row) === cells.length - missing) {
      taken.forEach((isTaken, column) => {
        if (isTaken) cells.splice(column, 0, cells.pop() as Token[])
      })
      state.tokens.splice(index + 1, end - index - 1, ...cells.flat())
    }
    cells.forEach((cell, column) => {
      if (taken[column]) covered[column] = (covered[column] ?? 1) - 1
      else
        spanned(cell).forEach((rows, offset) => {
          covered[column + offset] = rows - 1
        })
    })
  }
}

/** One entry for each column that the cell covers, with the number of rows it covers there; none without a rowspan. */
function spanned(cell: Token[]): number[] {
  const content = cell[1]?.content ?? ''
  const rows = Number(RE_ROWSPAN.exec(content)?.[1] ?? 1)
  const columns = Number(RE_COLSPAN.exec(content)?.[1] ?? 1)
  return rows > 1 ? Array.from({ length: columns }, () => rows) : []
}

/** `td_open`, `inline`, `td_close` of each cell. */
function cellsOf(tokens: Token[]): Token[][] {
  const cells: Token[][] = []
  for (let index = 0; index + 2 < tokens.length; index += 3) cells.push(tokens.slice(index, index + 3))
  return cells
}

function writtenCells(state: State, row: Token): number {
  const line = state.src.split('\n')[row.map?.[0] ?? -1] ?? ''
  const cells = line.trim().split(/(?<!\\)\|/)
  if (cells[0]?.trim() === '') cells.shift()
  if (cells.at(-1)?.trim() === '') cells.pop()
  return cells.length
}

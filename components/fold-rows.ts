/** A row of a folded tree: how deep it is, and whether its own children are folded away. */
export interface FoldRow {
  level: number
  folded: boolean
}

/** For each row whether it shows: no row above it that it belongs to is folded. */
export function visibleRows(rows: FoldRow[]): boolean[] {
  let hiddenBelow = Number.POSITIVE_INFINITY
  return rows.map(({ level, folded }) => {
    if (level > hiddenBelow) return false
    hiddenBelow = folded ? level : Number.POSITIVE_INFINITY
    return true
  })
}

/** Indexes of the rows that the row at `index` belongs to, innermost first. */
export function ancestorRows(rows: Pick<FoldRow, 'level'>[], index: number): number[] {
  const ancestors: number[] = []
  let level = rows[index]?.level ?? 0
  for (let at = index - 1; at >= 0 && level > 0; at--) {
    const above = rows[at]?.level ?? 0
    if (above >= level) continue
    ancestors.push(at)
    level = above
  }
  return ancestors
}

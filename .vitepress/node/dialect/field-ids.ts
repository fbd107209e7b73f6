/** What the id of a row is made from. */
export interface RowName {
  name: string
  level: number
}

/** Rows that name the part of a request rather than a field of it, as the SDK's options do: `json`, `query` … */
const CARRIERS = new Set(['json', 'xml', 'query', 'headers', 'multipart', 'body', 'form_params'])

/** A field's dotted path, `plan_detail_list.original_price`, and the id that goes with it in a table named `request`. */
export interface RowId {
  path: string
  id: string
}

/**
 * Ids for the rows of one table. A carrier (`json`, `query` …) at the root is left out of the paths of its fields, unless
 * two fields of the table would then share an id (a number in the path and again in the body): those keep theirs.
 */
export function rowIds(tableId: string, rows: RowName[]): RowId[] {
  const isRequest = tableId.split('.').at(-1) === 'request'
  const trails = rows.map((_, index) => trailOf(rows, index))
  const short = trails.map((trail) =>
    isRequest && CARRIERS.has(trail[0] ?? '') && trail.length > 1 ? trail.slice(1) : trail,
  )
  const counts = new Map<string, number>()
  for (const trail of short) counts.set(trail.join('.'), (counts.get(trail.join('.')) ?? 0) + 1)
  return short.map((trail, index) => {
    const path = trail.join('.')
    const unique = (counts.get(path) ?? 0) > 1 ? (trails[index] ?? trail).join('.') : path
    return { path, id: `${tableId}.${unique.replace(/\s+/g, '-')}` }
  })
}

function trailOf(rows: RowName[], index: number): string[] {
  const trail: string[] = []
  let level = Number.POSITIVE_INFINITY
  for (let at = index; at >= 0 && level > 0; at--) {
    const row = rows[at]
    if (!row || row.level >= level) continue
    level = row.level
    trail.unshift(row.name)
  }
  return trail
}

import type { Catalog, Operation } from '../../catalog/model/types.ts'

/** The catalog's operations again under other paths, until there are `count`; fewer where it has more. */
export function scaled(catalog: Catalog, count: number): Catalog {
  const { operations } = catalog
  return {
    ...catalog,
    operations: Array.from({ length: count }, (_, index): Operation => {
      const operation = operations[index % operations.length]
      if (!operation) throw new Error('the catalog is empty')
      const round = Math.floor(index / operations.length)
      if (round === 0) return operation
      const path = operation.path.replace(/^\/(v\d)\//, `/$1/round-${String.fromCharCode(97 + (round % 26))}${round}/`)
      return { ...operation, path, id: `${operation.method} ${path}` }
    }),
  }
}

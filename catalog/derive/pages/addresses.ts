import type { Flow, Operation, Product, Webhook } from '../../model/types.ts'

/** Site path of an operation, without base; with the verb's anchor where the page describes several. */
export function operationPage({ path, method }: Pick<Operation, 'path' | 'method'>, withAnchor: boolean): string {
  return `/openapi${path}${withAnchor ? `#${method}` : ''}`
}

export function webhookPage({ id }: Pick<Webhook, 'id'>): string {
  return `/webhook/${id}`
}

export function productPage({ slug }: Pick<Product, 'slug'>): string {
  return `/product/${slug}`
}

export function flowPage({ id }: Pick<Flow, 'id'>): string {
  return `/flow/${id}`
}

/** The site path of each operation, by its id. */
export function createOperationPages(operations: Operation[]): (operation: Operation) => string {
  const verbs = new Map<string, number>()
  for (const { path } of operations) verbs.set(path, (verbs.get(path) ?? 0) + 1)
  return (operation) => operationPage(operation, (verbs.get(operation.path) ?? 0) > 1)
}

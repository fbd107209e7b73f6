import { loadCatalog } from '../../../catalog/model/load.node.ts'
import type { Field, Operation } from '../../../catalog/model/types.ts'

/** Pages of one kind: its name and their addresses, without base. */
export interface Kind {
  name: string
  pages: string[]
}

interface Wanted {
  name: string
  /** How many of them. */
  count: number
  pages: string[]
}

/**
 * Pages of every kind that the catalog has, the same ones each time: evenly from the list of all of a kind, none twice.
 * @throws Error if there is no page of a kind
 */
export async function pagesOfKinds(): Promise<Kind[]> {
  const { operations, webhooks, products, flows } = await loadCatalog(process.env.CATALOG_ROOT)
  const verbs = new Map<string, number>()
  for (const { path } of operations) verbs.set(path, (verbs.get(path) ?? 0) + 1)
  const page = ({ path }: Operation): string => `openapi${path}`
  const those = (fits: (operation: Operation) => boolean): string[] => operations.filter(fits).map(page)
  const event = (protocol: string): string[] =>
    webhooks.filter(({ id }) => id.startsWith(protocol)).map(({ id }) => `webhook/${id}`)
  const long = [...operations].sort((a, b) => size(b) - size(a)).map(page)
  const taken = new Set<string>()
  const wanted: Wanted[] = [
    { name: 'the longest', count: 3, pages: long.slice(0, 3) },
    { name: 'several verbs', count: 5, pages: those(({ path }) => (verbs.get(path) ?? 0) > 1) },
    { name: 'an upload', count: 2, pages: those(({ body }) => body?.mediaType === 'multipart/form-data') },
    { name: 'a file as answer', count: 3, pages: those(({ replies }) => replies.some(isFile)) },
    { name: 'an empty answer', count: 3, pages: those(({ replies }) => replies.some(({ status }) => status === 204)) },
    {
      name: 'encrypted fields',
      count: 2,
      pages: those(({ body }) => allFields(body?.fields ?? []).some((field) => field.encrypted)),
    },
    { name: 'error codes', count: 4, pages: those(({ errors }) => errors.length > 2) },
    { name: 'v2', count: 7, pages: those(({ protocol }) => protocol === 'v2') },
    { name: 'v3, put, patch or delete', count: 4, pages: those(({ method }) => /put|patch|delete/.test(method)) },
    { name: 'v3, get', count: 6, pages: those(({ method, protocol }) => method === 'get' && protocol === 'v3') },
    { name: 'v3, post', count: 6, pages: those(({ method, protocol }) => method === 'post' && protocol === 'v3') },
    { name: 'notification v3', count: 4, pages: event('v3/') },
    { name: 'notification v2', count: 2, pages: event('v2/') },
    { name: 'product', count: 3, pages: products.map(({ slug }) => `product/${slug}`) },
    { name: 'flow', count: 2, pages: flows.map(({ id }) => `flow/${id}`) },
  ]
  return wanted.map(({ name, count, pages }) => {
    const free = [...new Set(pages)].filter((each) => !taken.has(each))
    const chosen = spread(free, count)
    if (chosen.length === 0) throw new Error(`the catalog has no page of the kind “${name}”`)
    for (const each of chosen) taken.add(each)
    return { name, pages: chosen }
  })
}

const isFile = ({ mediaType }: { mediaType?: string }): boolean =>
  mediaType !== undefined && !/json|xml/.test(mediaType)

function allFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields)])
}

function size({ body, replies }: Operation): number {
  return allFields([...(body?.fields ?? []), ...replies.flatMap(({ fields }) => fields)]).length
}

/** `count` of a list, first and last among them, the rest evenly between. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list]
  if (count === 1) return list.slice(0, 1)
  return Array.from({ length: count }, (_, index) => list[Math.round((index * (list.length - 1)) / (count - 1))] as T)
}

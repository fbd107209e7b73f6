/**
 * Path ↔ chain of the SDK. A chain reads `wxpay.v3.payscore.plan.payscorePlans`; the SDK turns each property back into a
 * path segment (`Wechatpay.normalize`: PascalCase → camelCase → kebab-case, `_name_` → `{name}`).
 * Several producers need it, so it lives beside the model and not inside one of them.
 */
import type { Method, Operation } from './types.ts'

/** Names that a property of the chain can not have: verbs, `chain`, and what the SDK's function objects have or refuse. */
const RESERVED = new Set('get post put patch delete chain name length inspect constructor arguments caller'.split(' '))
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete'])
const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const RE_LINK = /\.chain\('([^']*)'\)|\.([A-Za-z_$][\w$]*)|\['([^']*)'\]/g

/** How one path segment is written in a chain: as a property, or through `.chain('…')` where no property gives it back. */
export type Link = { property: string } | { chain: string }

/** What the SDK makes of a property name; the same rule as its `Wechatpay.normalize`. */
export function normalizeProperty(property: string): string {
  return property
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^(\$|_)(.*)\1$/, '{$2}')
}

/** `payscore-plans` → `payscorePlans`, `{id}` → `_id_`, `delete` → `Delete`; '' (a path that ends in `/`) → `_empty_`. */
export function toLink(segment: string): Link {
  if (segment === '') return { property: '_empty_' }
  const named = /^\{([^{}]+)\}$/.exec(segment)?.[1]
  const camel = named ? `_${named}_` : segment.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const property = RESERVED.has(camel) ? camel.charAt(0).toUpperCase() + camel.slice(1) : camel
  return normalizeProperty(property) === segment ? { property } : { chain: segment }
}

export function pathSegments(path: string): string[] {
  return path.replace(/^\//, '').split('/')
}

/** `/v3/payscore/plan/payscore-plans` → `wxpay.v3.payscore.plan.payscorePlans`. */
export function pathToChain(path: string): string {
  const links = pathSegments(path).map((segment) => {
    const link = toLink(segment)
    if ('chain' in link) return `.chain('${link.chain}')`
    return RE_IDENTIFIER.test(link.property) ? `.${link.property}` : `['${link.property}']`
  })
  return `wxpay${links.join('')}`
}

/** The inverse of `pathToChain`; a verb at the end is dropped (a segment of that name is PascalCased, so none is lost). */
export function chainToPath(chain: string): string {
  const segments: string[] = []
  for (const [, literal, property, quoted] of chain.replace(/^[A-Za-z_$][\w$]*/, '').matchAll(RE_LINK)) {
    if (literal !== undefined) segments.push(literal)
    else if (property !== undefined && METHODS.has(property)) break
    else segments.push(normalizeProperty(property ?? quoted ?? ''))
  }
  return `/${segments.map((segment) => (segment === '{empty}' ? '' : segment)).join('/')}`
}

/** `wxpay.v3.payscore.plan.payscorePlans.post`. */
export function operationChain(operation: { path: string; method: Method } | Operation): string {
  return `${pathToChain(operation.path)}.${operation.method}`
}

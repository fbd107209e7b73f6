import { common, distinct, type Variant } from './variant.ts'

export interface Address {
  /** Path and query as they arrived, without the sandbox's mount. */
  target: string
  /** `Host` of the request. */
  host?: string
  /** The operation's path with its parameters' names. */
  template?: string
}

const HOSTS = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com']
/** Beginnings that a proxy may have cut off before the request came here. */
const PREFIXES = ['/proxy/sandbox', '/proxy', '/api', '/v3', '/gateway', '/hk']
/** More parameters than these have too many orders to try them all. */
const ORDERED = 5

/** What else may have stood in the second line. */
export function addressVariants({ target, host, template }: Address): Variant<string>[] {
  const [path = '', query] = splitOnce(target)
  const rest = query === undefined ? '' : `?${query}`
  const variants: Variant<string>[] = [
    ...(query === undefined ? [] : [common('query-dropped', path)]),
    ...hostVariants(target, host),
    ...(query === undefined ? [] : queryVariants(path, query)),
    ...encodings(path).map((value) => common('query-encoding', `${value}${rest}`)),
    ...encodings(target).map((value) => common('query-encoding', value)),
    { cause: 'url-slash', value: `${path.endsWith('/') ? path.slice(0, -1) : `${path}/`}${rest}` } as const,
    { cause: 'url-slash', value: `/${target}` } as const,
    { cause: 'query-mark', value: query === '' ? path : `${target}?` } as const,
    ...(template
      ? [common('path-template', template), { cause: 'path-template' as const, value: `${template}${rest}` }]
      : []),
    ...prefixVariants(path, rest),
  ]
  return distinct(variants, target)
}

function hostVariants(target: string, host?: string): Variant<string>[] {
  const hosts = [...(host ? [host] : []), ...HOSTS]
  const [path = ''] = splitOnce(target)
  return hosts.flatMap((name) => [
    common('url-host', `https://${name}${target}`),
    common('url-host', `http://${name}${target}`),
    { cause: 'url-host' as const, value: `${name}${target}` },
    { cause: 'url-host' as const, value: `//${name}${target}` },
    { cause: 'url-host' as const, value: `https://${name}${path}` },
  ])
}

function prefixVariants(path: string, rest: string): Variant<string>[] {
  const segments = path.split('/').slice(1)
  const cut = [1, 2].filter((count) => count < segments.length).map((count) => `/${segments.slice(count).join('/')}`)
  const shorter = [...cut, path.slice(1), `/${segments.at(-1) ?? ''}`]
  const longer = PREFIXES.map((prefix) => `${prefix}${path}`)
  return [...shorter, ...longer].map((value) => ({ cause: 'url-prefix' as const, value: `${value}${rest}` }))
}

function queryVariants(path: string, query: string): Variant<string>[] {
  const orders = ordersOf(query.split('&')).map((parts) => common('query-order', `${path}?${parts.join('&')}`))
  const coded = encodings(query).map((value) => common('query-encoding', `${path}?${value}`))
  const values = query.split('&').map((pair) => splitOnce(pair, '='))
  const each = [encodeURIComponent, encodeURI, strict, (text: string) => strict(text).replace(/%20/g, '+')].map(
    (encode) =>
      values.map(([name, value]) => (value === undefined ? name : `${name}=${encode(plain(value))}`)).join('&'),
  )
  return [
    ...orders,
    ...coded,
    ...each.map((value) => common('query-encoding', `${path}?${value}`)),
    { cause: 'query-mark', value: `${path}${query}` },
    { cause: 'query-mark', value: `${path}?${query}&` },
  ]
}

/** The same text under other ideas of what has to be escaped. */
function encodings(text: string): string[] {
  const decoded = plain(text)
  return [
    decoded,
    text.replace(/%20/g, '+'),
    text.replace(/\+/g, '%20'),
    text.replace(/\+/g, '%2B'),
    text.replace(/%[0-9a-f]{2}/gi, (triple) => triple.toLowerCase()),
    text.replace(/%[0-9a-f]{2}/gi, (triple) => triple.toUpperCase()),
    encodeURI(decoded),
    encodeURI(text),
    text.replace(/[!'()*|:,]/g, percent),
    text.replace(/%(?:21|27|28|29|2a|7c|3a|2c|2f|40)/gi, plain),
  ]
}

function ordersOf(parts: string[]): string[][] {
  if (parts.length < 2) return []
  if (parts.length > ORDERED) return [[...parts].sort(), [...parts].reverse(), [...parts].sort().reverse()]
  return permutations(parts)
}

function permutations(parts: string[]): string[][] {
  if (parts.length < 2) return [parts]
  return parts.flatMap((part, at) =>
    permutations(parts.filter((_, other) => other !== at)).map((others) => [part, ...others]),
  )
}

function splitOnce(text: string, by = '?'): [string, string?] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percent)
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

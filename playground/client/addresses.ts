import { CONTROL_PREFIX } from '../protocol/gateway/index.ts'

/** Every address the playground asks, made from the site's base alone. Absolute, same origin. */
export interface Addresses {
  base: string
  health: string
  merchants: string
  notifications: string
  /** The merchant's APIv2 key. */
  keys: string
  /** One exchange as the sandbox saw it. */
  trace(id: string): string
  serviceWorker: string
  /** Paid, unpaid …: `transaction('A1', 'pay')`. */
  transaction(outTradeNo: string, action: string): string
  /** The page that a ticket of an answer opens; the ticket may be such a page's address already. */
  ticket(ticket: string): string
  /** Where the address of an object's page is asked for. */
  pageOf(resource: string, key: string, page: string): string
  /** `target` is `/v3/…?query`, appended as it is. */
  gateway(target: string): string
  /** `playground-data/…` */
  data(path: string): string
  page(path: string): string
}

/** `base` as VitePress has it: begins and ends with a slash. */
export function createAddresses(base: string, origin: string): Addresses {
  const root = `${origin}${base.endsWith('/') ? base : `${base}/`}`
  const control = `${root}sandbox${CONTROL_PREFIX}`
  return {
    base,
    health: `${control}health`,
    merchants: `${control}merchants`,
    notifications: `${control}notifications`,
    keys: `${control}keys`,
    trace: (id) => `${control}traces/${encodeURIComponent(id)}`,
    serviceWorker: `${root}sw.js`,
    transaction: (outTradeNo, action) => `${control}transactions/${encodeURIComponent(outTradeNo)}/${action}`,
    ticket: (ticket) => {
      const own = ticket.indexOf(`${CONTROL_PREFIX}pages/`)
      return own < 0
        ? `${control}pages?ticket=${encodeURIComponent(ticket)}`
        : `${control}${ticket.slice(own + CONTROL_PREFIX.length)}`
    },
    pageOf: (resource, key, page) => `${control}${resource}/${encodeURIComponent(key)}/pages/${page}`,
    gateway: (target) => `${root}proxy/sandbox${target}`,
    data: (path) => `${root}playground-data/${path.split('/').map(encodeURIComponent).join('/')}`,
    page: (path) => `${root}${path.replace(/^\//, '')}`,
  }
}

import type { Protocol } from './types.ts'

/** `operations/v3/a/{b}.yaml` → `/v3/a/{b}`; `{empty}` as the last part stands for a path that ends in `/`. */
export function pathOf(file: string): string {
  return `/${stem(file)}`.replace(/\/\{empty\}$/, '/')
}

/** `webhooks/v3/TRANSACTION.SUCCESS.yaml` → `v3/TRANSACTION.SUCCESS`. */
export function webhookIdOf(file: string): string {
  return stem(file)
}

/** What goes over the wire: the chain's `/v2` is no part of a v2 address. */
export function toWirePath(path: string): string {
  return path.startsWith('/v2/') ? path.slice('/v2'.length) : path
}

export function protocolOf(path: string): Protocol {
  return /^\/?v2\//.test(path) ? 'v2' : 'v3'
}

/** `/a/{b}/c/{d}` → `['b', 'd']`. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '')
}

/** Without the folder and `.yaml`. */
function stem(file: string): string {
  return file.replace(/^[^/]+\//, '').replace(/\.yaml$/, '')
}

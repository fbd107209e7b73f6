/** Sends one call; the path has no leading slash and may still hold `{name}`. */
export type Send = (call: ChainCall) => Promise<unknown>

export interface ChainCall {
  path: string
  method: 'get' | 'delete' | 'post' | 'put' | 'patch'
  data: unknown
  config: unknown
}

/** A node of the chain: callable (POST), with a method per verb, and one more node for every other name. */
export type ChainNode = (data?: unknown, config?: unknown) => Promise<unknown>

const RE_DYNAMIC = /^(\$|_)(.*)\1$/
const RE_PLACEHOLDER = /\{([^}]+)\}/g
const WITHOUT_BODY = ['get', 'delete'] as const
const WITH_BODY = ['post', 'put', 'patch'] as const

/**
 * A name of the chain as a path segment, by the SDK's rules (wechatpay-axios-plugin, `Wechatpay.normalize`):
 * `PayscorePlans` and `payscorePlans` are `payscore-plans`, `_plan_id_` and `$plan_id$` are `{plan_id}`.
 */
export function toSegment(name: string): string {
  return name
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(RE_DYNAMIC, '{$2}')
}

/** `{plan_id}` becomes the config's own `plan_id`; what the config does not have stays as it is, as in the SDK. */
export function fillPath(path: string, config: unknown): string {
  return path.replace(RE_PLACEHOLDER, (placeholder, name: string) => {
    if (typeof config !== 'object' || config === null || !Object.hasOwn(config, name)) return placeholder
    return String(Reflect.get(config, name))
  })
}

/** The root of the chain; every property read makes a node, as the SDK's client does. */
export function createChain(send: Send): ChainNode {
  return grow('', send)
}

function grow(path: string, send: Send): ChainNode {
  const node = { [path]: (data?: unknown, config?: unknown) => send({ path, method: 'post', data, config }) }[
    path
  ] as ChainNode
  for (const method of WITHOUT_BODY) define(node, method, (config) => send({ path, method, data: undefined, config }))
  for (const method of WITH_BODY) define(node, method, (data, config) => send({ path, method, data, config }))
  define(node, 'chain', (name) => grow(join(path, String(name)), send))
  // not kept on the node itself: `__proto__` is a name like any other here
  const children = new Map<string, ChainNode>()
  return new Proxy(node, {
    get(target, name) {
      if (typeof name === 'symbol' || name === 'inspect') return target
      if (Object.hasOwn(target, name)) return Reflect.get(target, name)
      const child = children.get(name) ?? grow(join(path, toSegment(name)), send)
      children.set(name, child)
      return child
    },
  })
}

function join(path: string, segment: string): string {
  return path && segment ? `${path}/${segment}` : segment
}

function define(node: ChainNode, name: string, value: (one?: unknown, two?: unknown) => unknown): void {
  Object.defineProperty(node, name, { enumerable: true, value })
}

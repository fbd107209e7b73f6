import { type Ref, ref, shallowRef } from 'vue'
import { PlaygroundError, toPlaygroundError } from '../error.ts'
import type { GatewayPlace } from '../gateway.ts'
import type { Identity } from '../identity/index.ts'
import type { PlaygroundContext } from './context.ts'

/** The visitor's merchant and the gateway it belongs to. */
export interface Session {
  identity: Readonly<Ref<Identity | undefined>>
  place: Readonly<Ref<GatewayPlace | undefined>>
  error: Readonly<Ref<PlaygroundError | undefined>>
  /** Said once, until closed: the merchant was replaced, or is not kept. */
  notice: Ref<string>
  busy: Readonly<Ref<boolean>>
  /** Finds the gateway and a merchant; again after a failure. Resolves with the merchant, or undefined if that failed. */
  start(): Promise<Identity | undefined>
  reset(): Promise<void>
  /** After a 401: if the sandbox has lost the merchant, takes a new one and says so. */
  confirm(): Promise<void>
}

const NOT_KEPT = '浏览器不允许这个页面保存数据，演示商户只在关闭页面之前有效'
const LOST = '沙箱重新启动过，原来的演示商户已经不在了，已换成新的'

export function useSession({ gateway, identities }: PlaygroundContext): Session {
  const identity = shallowRef<Identity>()
  const place = ref<GatewayPlace>()
  const error = shallowRef<PlaygroundError>()
  const notice = ref('')
  const busy = ref(false)

  async function attempt(work: () => Promise<Identity>): Promise<Identity | undefined> {
    busy.value = true
    error.value = undefined
    try {
      identity.value = await work()
      if (!identity.value.kept) notice.value ||= NOT_KEPT
      return identity.value
    } catch (caught) {
      error.value = toPlaygroundError(caught, 'identity')
      return undefined
    } finally {
      busy.value = false
    }
  }

  return {
    identity,
    place,
    error,
    notice,
    busy,
    start: () =>
      attempt(async () => {
        requireSecureContext()
        place.value = await gateway.find()
        const opened = await identities.open()
        if (opened.replaced) notice.value = LOST
        return opened.identity
      }),
    reset: async () => {
      if (await attempt(() => identities.reset())) notice.value = '身份已重置：新的商户号、密钥对和空的订单'
    },
    confirm: async () => {
      const current = identity.value
      if (!current || (await identities.known(current).catch(() => true))) return
      if (await attempt(() => identities.reset())) notice.value = `${LOST}，代码里的商户信息也已更新，请再运行一次`
    },
  }
}

function requireSecureContext(): void {
  if (isSecureContext && 'subtle' in crypto) return
  throw new PlaygroundError('insecure', '这个地址不是安全上下文，浏览器不提供签名所需的加密接口', {
    where: location.origin,
    hint: `改用 https:// 地址访问；在本机调试时用 http://localhost${location.port ? `:${location.port}` : ''} 或 http://127.0.0.1，不要用局域网地址`,
  })
}

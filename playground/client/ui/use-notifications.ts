import { type Ref, ref, shallowRef } from 'vue'
import { type PlaygroundError, toPlaygroundError } from '../error.ts'
import type { Identity } from '../identity/index.ts'
import { type Notification, payTransaction, readNotifications } from '../notifications.ts'
import type { PlaygroundContext } from './context.ts'

export interface InBox {
  list: Readonly<Ref<Notification[]>>
  loaded: Readonly<Ref<boolean>>
  busy: Readonly<Ref<boolean>>
  error: Readonly<Ref<PlaygroundError | undefined>>
  /** What the last simulated payment came to. */
  payment: Readonly<Ref<string>>
  refresh(identity: Identity | undefined): Promise<void>
  pay(identity: Identity | undefined, number: string): Promise<void>
}

export function useNotifications({ addresses, gateway: { ask } }: PlaygroundContext): InBox {
  const list = shallowRef<Notification[]>([])
  const loaded = ref(false)
  const busy = ref(false)
  const error = shallowRef<PlaygroundError>()
  const payment = ref('')

  async function attempt(work: () => Promise<void>): Promise<void> {
    busy.value = true
    error.value = undefined
    try {
      await work()
    } catch (caught) {
      error.value = toPlaygroundError(caught, 'unreachable')
    } finally {
      busy.value = false
    }
  }

  async function refresh(identity: Identity | undefined): Promise<void> {
    if (!identity) return
    await attempt(async () => {
      list.value = await readNotifications({ addresses, ask, identity })
      loaded.value = true
    })
  }

  return {
    list,
    loaded,
    busy,
    error,
    payment,
    refresh,
    pay: async (identity, number) => {
      if (!identity) return
      await attempt(async () => {
        payment.value = await payTransaction(number, { addresses, ask, identity })
      })
      if (!error.value) await refresh(identity)
    },
  }
}

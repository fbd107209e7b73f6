/** Knows whether a program still has something to do: its own run, open requests, timers. */
export interface Activity {
  begin(): void
  end(): void
}

type Timer = (handler: (...rest: unknown[]) => void, delay?: number, ...rest: unknown[]) => number

/**
 * Counts what is open and calls `idle` once nothing has been for two turns of the event loop (an unhandled rejection
 * is reported in between). `setTimeout` and `setInterval` of `scope` are wrapped to be counted.
 */
export function createActivity(scope: typeof globalThis, idle: () => void): Activity {
  const later = scope.setTimeout.bind(scope)
  let open = 0
  let ended = false

  function check(turns: number): void {
    later(() => {
      if (open > 0 || ended) return
      if (turns > 0) return check(turns - 1)
      ended = true
      idle()
    }, 0)
  }

  const activity: Activity = {
    begin: () => void open++,
    end: () => {
      open--
      if (open === 0) check(1)
    },
  }
  wrapTimers(scope, activity)
  return activity
}

function wrapTimers(scope: typeof globalThis, activity: Activity): void {
  const running = new Set<number>()
  const finish = (id: number): void => {
    if (running.delete(id)) activity.end()
  }
  const wrap = (name: 'setTimeout' | 'setInterval'): void => {
    const original = scope[name].bind(scope) as unknown as Timer
    const wrapped: Timer = (handler, delay, ...rest) => {
      if (typeof handler !== 'function') throw new TypeError(`${name} 只接受函数`)
      activity.begin()
      const id = original(
        (...given) => {
          try {
            handler(...given)
          } finally {
            if (name === 'setTimeout') finish(id)
          }
        },
        delay,
        ...rest,
      )
      running.add(id)
      return id
    }
    const clear = name === 'setTimeout' ? 'clearTimeout' : 'clearInterval'
    const originalClear = scope[clear].bind(scope)
    Object.defineProperty(scope, name, { value: wrapped })
    Object.defineProperty(scope, clear, {
      value: (id: number) => {
        originalClear(id)
        finish(id)
      },
    })
  }
  wrap('setTimeout')
  wrap('setInterval')
}

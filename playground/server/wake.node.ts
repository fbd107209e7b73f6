export interface Waking {
  /** Resolves when the last turn has ended. */
  stop(): Promise<void>
}

/** Notifications are sent again after seconds, so nobody is late by more than one. */
const EVERY = 1000

/** Lets the sandbox do what is due, every second, one turn after the other; a turn that fails is reported once. */
export function startWaking(
  wake: () => Promise<void>,
  { every = EVERY, report }: { every?: number; report: (message: string) => void },
): Waking {
  let stopped = false
  let failing = false
  let timer: NodeJS.Timeout | undefined
  let turn = Promise.resolve()

  const run = async (): Promise<void> => {
    try {
      await wake()
      failing = false
    } catch (error) {
      if (!failing) report(`沙箱没能处理到期的事项：${error instanceof Error ? error.message : String(error)}`)
      failing = true
    }
    if (!stopped) next()
  }
  const next = (): void => {
    timer = setTimeout(() => {
      turn = run()
    }, every)
    // alone it keeps no process alive
    timer.unref()
  }
  next()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await turn
    },
  }
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startWaking } from './wake.node.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('wakes again and again, one turn after the other, until it is stopped', async () => {
  let [begun, ended] = [0, 0]
  const waking = startWaking(
    async () => {
      begun++
      await new Promise((resolve) => setTimeout(resolve, 2500))
      ended++
    },
    { report: () => undefined },
  )
  await vi.advanceTimersByTimeAsync(1000)
  expect([begun, ended]).toEqual([1, 0])
  await vi.advanceTimersByTimeAsync(3500)
  expect([begun, ended]).toEqual([2, 1])
  const stopped = waking.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  await stopped
  expect([begun, ended]).toEqual([2, 2])
})

it('goes on after a failure and reports it once', async () => {
  const reported: string[] = []
  let turns = 0
  const waking = startWaking(
    async () => {
      turns++
      if (turns < 4) throw new Error('ECONNREFUSED')
    },
    { report: (message) => reported.push(message) },
  )
  await vi.advanceTimersByTimeAsync(6000)
  expect(turns).toBe(6)
  expect(reported).toEqual([expect.stringContaining('ECONNREFUSED')])
  await waking.stop()
})

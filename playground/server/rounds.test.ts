import { setImmediate as nextRound } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRounds } from './rounds.node.ts'

it('does one work in each round of the event loop, in order, also those that come later', async () => {
  const rounds = createRounds()
  const done: string[] = []
  rounds(() => done.push('first'))
  rounds(() => {
    done.push('second')
    rounds(() => done.push('fourth'))
  })
  rounds(() => done.push('third'))
  for (let round = 1; round <= 4; round++) {
    await nextRound()
    done.push(`round ${round}`)
  }
  expect(done).toEqual(['first', 'round 1', 'second', 'round 2', 'third', 'round 3', 'fourth', 'round 4'])
  rounds(() => done.push('later'))
  await nextRound()
  expect(done.at(-1)).toBe('later')
})

/** Does works in the order in which they came, one in each round of the event loop. */
export type Rounds = (work: () => void) => void

/**
 * Node accepts one connection a round (libuv since 1.45). Were all requests answered in the round in which they came, a
 * new connection would wait for every other one to be served once, and the next for one more: the last of some hundred
 * for minutes.
 */
export function createRounds(): Rounds {
  const waiting: (() => void)[] = []
  const next = (): void => {
    const work = waiting.shift()
    if (waiting.length > 0) setImmediate(next)
    work?.()
  }
  return (work) => {
    waiting.push(work)
    if (waiting.length === 1) setImmediate(next)
  }
}

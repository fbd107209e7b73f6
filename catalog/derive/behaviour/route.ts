import type { ResourceBehaviour } from './types.ts'

/** The shortest way from the first state to one of `states`; none if that is where it starts or no way leads there. */
export function route(rule: ResourceBehaviour | undefined, states: string[] | undefined): string[] {
  const start = rule?.initial
  if (!states || start === undefined || states.includes(start)) return []
  const ways: { state: string; path: string[] }[] = [{ state: start, path: [] }]
  const seen = new Set([start])
  for (const { state, path } of ways) {
    if (states.includes(state)) return path
    for (const [name, { from, to }] of Object.entries(rule?.transitions ?? {})) {
      if (typeof to !== 'string' || (from && !from.includes(state)) || seen.has(to)) continue
      seen.add(to)
      ways.push({ state: to, path: [...path, name] })
    }
  }
  return []
}

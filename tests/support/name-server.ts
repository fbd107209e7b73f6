import type { Address } from '../../playground/server/reach.node.ts'

/** A name server that says what the test wants, and counts how often it is asked. */
export function names(table: Record<string, string[]>) {
  const asked: string[] = []
  const resolve = async (name: string): Promise<Address[]> => {
    asked.push(name)
    return (table[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { asked, resolve }
}

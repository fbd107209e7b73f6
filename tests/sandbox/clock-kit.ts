/** What the clock's tests share: items that fall due, and what ran of them. */

import type { DueItem } from '../../playground/sandbox/clock/index.ts'
import { createNotifyKit, type Kit, type KitOptions, START } from './notify-kit.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const data = { number: 'N1', notify_url: 'http://127.0.0.1:9/notify' }
export const no = async (): Promise<Response> => new Response('no', { status: 500 })
export const at = (after: number): string =>
  `2026-06-08T${String(10 + Math.floor(after / HOUR)).padStart(2, '0')}:34:56+08:00`

/** Puts an item into the merchant's queue, as the rules do when they save an object. */
export async function wait(kit: Kit, after: number, key: string): Promise<void> {
  const { mchid } = kit.merchant.record
  const value = { resource: 'orders', key, transition: 'expire' }
  await kit.store.put(`due:${mchid}`, `orders ${key}`, { value, score: START + after })
}

/** A kit whose items are noted when they run, and gone as their own commit takes them along. */
export async function noting(options: KitOptions & { after?: (kit: Kit, item: DueItem) => Promise<void> } = {}) {
  const ran: [key: string, at: number][] = []
  const kit: Kit = await createNotifyKit({
    ...options,
    async run({ record }, item) {
      const space = `due:${record.mchid}`
      const entry = await kit.store.get(space, item.dueKey)
      if (!entry || !(await kit.store.commit([{ space, key: item.dueKey, expected: entry.version }]))) return undefined
      ran.push([item.key, item.at - START])
      await options.after?.(kit, item)
      return { from: 'NOTPAY', to: 'CLOSED' }
    },
  })
  return { kit, ran }
}

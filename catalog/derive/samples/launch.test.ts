import { describe, expect, it } from 'vitest'
import { compile } from '../../../tests/fixtures/compile.ts'
import { loadCatalog } from '../../model/load.node.ts'
import type { Launch } from '../../model/types.ts'
import { deriveTypings } from '../typings/index.ts'
import { launchSamples } from './launch.ts'

const base = {
  title: '上船',
  description: '扫码上船。',
  calls: [{ label: '网页', lang: 'js' as const, code: 'board(params)' }],
}
const values: Launch['values'] = [
  { name: 'boat', parts: [{ source: 'request', field: 'boat_no', example: "BOAT-'1'" }] },
  { name: 'time', parts: [{ source: 'timestamp' }] },
  { name: 'nonce', parts: [{ source: 'nonce' }] },
  { name: 'owner', parts: [{ source: 'mchid' }] },
  { name: 'package', parts: [{ text: 'ticket=' }, { source: 'response', field: 'ticket_no', example: 'T"1"\\' }] },
]
const launches: Launch[] = [
  { ...base, kind: 'rsa', values, sign: { name: 'seal', type: 'RSA', fields: ['boat', 'time', 'package'] } },
  { ...base, kind: 'hmac', values, sign: { name: 'seal', type: 'HMAC-SHA256' } },
  { ...base, kind: 'plain', values },
]

describe('launchSamples', () => {
  it.each(launches.filter(({ sign }) => sign))('prints $kind', async (launch) => {
    const text = launchSamples(launch).map(
      ({ group, lang, code, block }) => `## ${group}\n\`\`\`${lang}\n${block ?? code}\n\`\`\``,
    )
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`./__snapshots__/launch-${launch.kind}.md`)
  })

  it('has nothing for the back end where nothing is signed', () => {
    expect(launches.filter(({ sign }) => !sign).flatMap(launchSamples)).toEqual([])
  })

  it('is in each language, and in Node.js strictly typed, for every launch of the catalog', async () => {
    const all = await loadCatalog()
    const programs: Record<string, string> = {}
    for (const { id, launch = [] } of all.operations) {
      for (const one of launch.filter(({ sign }) => sign)) {
        const samples = launchSamples(one)
        expect(samples.map(({ group }) => group)).toEqual(['node', 'php', 'python', 'go', 'java'])
        programs[`${id} ${one.kind}.js`.replace(/[^\w.]+/g, '-')] = samples[0]?.code ?? ''
      }
    }
    const found = compile(deriveTypings({ ...all, operations: [] }), programs)
    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([])
    expect(Object.keys(programs).length).toBeGreaterThan(10)
  }, 60_000)
})

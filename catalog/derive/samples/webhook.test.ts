import { describe, expect, it } from 'vitest'
import { compile } from '../../../tests/fixtures/compile.ts'
import { webhooks } from '../../../tests/fixtures/webhooks.ts'
import { loadCatalog } from '../../model/load.node.ts'
import { deriveTypings } from '../typings/index.ts'
import { webhookSamples } from './webhook.ts'
import { webhookKind } from './webhook-kind.ts'

const kinds = Object.entries(webhooks)

describe('webhookSamples', () => {
  it.each(kinds)('prints the receivers of %s', async (kind, webhook) => {
    const text = webhookSamples(webhook).map(
      ({ label, lang, code, block }) => `## ${label}\n\`\`\`${lang}\n${block ?? code}\n\`\`\``,
    )
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`./__snapshots__/webhook-${kind}.md`)
  })

  it('tells the kind of protection by the envelope', () => {
    expect(kinds.map(([, webhook]) => webhookKind(webhook))).toEqual(kinds.map(([kind]) => kind))
  })

  it('keeps a quote in an event inside its string', () => {
    const odd = { ...webhooks.v3, event: `IT'S "X" \\ Y` }
    const codes = webhookSamples(odd).map(({ code }) => code)
    for (const [index, text] of [String.raw`IT\'S "X" \\ Y`, String.raw`IT\'S "X" \\ Y`].entries())
      expect(codes[index]).toContain(`'${text}'`)
    for (const code of codes.slice(3)) expect(code).toContain(String.raw`"IT'S \"X\" \\ Y"`)
  })

  it('has a receiver in each language for every notification of the catalog, and those of Node.js compile strictly', async () => {
    const all = await loadCatalog()
    const programs: Record<string, string> = {}
    for (const webhook of [...all.webhooks, ...Object.values(webhooks)]) {
      const samples = webhookSamples(webhook)
      expect(samples.map(({ group }) => group)).toEqual(['node', 'php', 'python', 'go', 'java'])
      programs[`${webhook.id.replace(/\W+/g, '-')}.js`] = samples[0]?.code ?? ''
    }
    const found = compile(deriveTypings({ ...all, operations: [] }), programs)
    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([])
  }, 60_000)
})

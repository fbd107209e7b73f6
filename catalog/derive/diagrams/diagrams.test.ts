import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { berth, ferry } from './fixtures/ferry.ts'
import { deriveSequence, deriveStateDiagram, sequenceInWords, statesInWords } from './index.ts'
import { widthOf, wrap } from './text.ts'

/** With the site's stylesheet and a line for each element, so that a person can open and compare the file. */
function openable(svg: string): string {
  const sheet = '../../../../.vitepress/theme/styles/diagram.css'
  return `<?xml-stylesheet type="text/css" href="${sheet}"?>\n${svg.replace(/></g, '>\n<')}\n`
}

describe('diagrams', () => {
  it('draws a flow', async () => {
    await expect(openable(deriveSequence(ferry, { id: 'ferry' }))).toMatchFileSnapshot('fixtures/sequence.svg')
  })

  it('draws states', async () => {
    await expect(openable(deriveStateDiagram(berth, { id: 'berth' }))).toMatchFileSnapshot('fixtures/states.svg')
  })

  it('draws the same twice', () => {
    expect(deriveStateDiagram(berth, { id: 'a' })).toBe(deriveStateDiagram(berth, { id: 'a' }))
  })

  it.each([
    ['sequence', deriveSequence(ferry, { id: 'one' })],
    ['states', deriveStateDiagram(berth, { id: 'one' })],
  ])('is one line of well-formed XML with a name and the whole story, whose ids are its own: %s', (_, svg) => {
    expect(svg).not.toContain('\n')
    expect(svg).toMatch(/role="img" aria-labelledby="one-title" aria-describedby="one-desc"/)
    for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) expect(id).toMatch(/^one-/)
    expect(openTags(svg)).toEqual([])
    expect(svg).not.toMatch(/NaN|undefined|\{\{/)
  })

  it('tells the same in words', () => {
    expect(sequenceInWords(ferry)).toMatchInlineSnapshot(`
      [
        "1. 乘客到码头：要一条船，返回ferry_id。",
        "2. 码头：看看哪一条船空着，并且载得下所有的乘客。",
        "如果（有空船）：",
        "3. 码头到渡船 <A>：开过来，停在离乘客最近的那一个泊位，等他们全部上船再走。",
        "循环（直到全部上船）：",
        "4. 乘客到渡船 <A>：上船。",
        "如果（没有，而且今天不会再有了）：",
        "5. 码头到乘客：明天再来。",
        "可选（付钱）：",
        "6. 渡船 <A>：记账。",
      ]
    `)
    expect(statesInWords(berth)).toMatchInlineSnapshot(`
      [
        "开始于停泊（MOORED）。",
        "停泊（MOORED） → 航行（SAILING）：开船。",
        "航行（SAILING） → 停泊（MOORED）：靠岸。",
        "航行（SAILING） → 沉没（SUNK）：撞上礁石，或者装得太多，水从船舷漫进来。",
        "停泊（MOORED） → 拆解（SCRAPPED_FOR_GOOD_AND_ALL）：太旧。",
      ]
    `)
  })
})

/** Tags that are not closed, in order. */
function openTags(svg: string): string[] {
  const open: string[] = []
  for (const [, close, name = '', self] of svg.matchAll(/<(\/?)([\w:]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name)
    else if (!self) open.push(name)
  }
  return open
}

describe('wrapping', () => {
  const text = fc.string({ unit: fc.constantFrom('微', '信', '，', '。', 'a', 'W', '_', ' ', '1', '(') })
  it('loses nothing but blanks, and keeps to the width', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 200 }), (value, width) => {
        const lines = wrap(value, { size: 12, width })
        expect(lines.join('').replace(/\s/g, '')).toBe(value.replace(/\s/g, ''))
        // A closing mark may hang over the edge.
        for (const line of lines) expect(widthOf(line.replace(/[\s，。]+$/, ''), 12)).toBeLessThanOrEqual(width)
      }),
    )
  })
})

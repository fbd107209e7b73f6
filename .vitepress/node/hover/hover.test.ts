import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHighlighterCoreSync } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import javascript from 'shiki/langs/javascript.mjs'
import { describe, expect, it } from 'vitest'
import { deriveSamples } from '../../../catalog/derive/samples/index.ts'
import { deriveTypings } from '../../../catalog/derive/typings/index.ts'
import { neverSeenCatalog, withField } from '../../../tests/fixtures/never-seen.ts'
import { createColour } from '../colour/index.ts'
import { createHover, type Hover, HoverError } from './index.ts'
import { shortenType } from './popup.ts'

const root = join(import.meta.dirname, '../../..')
const catalog = neverSeenCatalog()
const typings = deriveTypings(catalog)
const fence = (code: string, info = 'js twoslash') => `\`\`\`${info}\n${code}\n\`\`\``

/** `name → (type line | docs)` of every hover, in order. */
function hoversOf(hover: Hover, code: string, lang = 'js'): string[] {
  const answer = hover.answer(code, lang)
  return answer.hovers.map(
    (one) =>
      `${answer.code.slice(one.start, one.start + one.length)} → ${shortenType(one.text)}${one.docs ? ` | ${one.docs.split('\n')[0]}` : ''}`,
  )
}

/** A page in the seeds' manner: its own typings above the cut, undeclared shorthand, columns and counts of its own. */
const HAND_WRITTEN = `// @filename: virtual.ts
/// <reference types="node" />
import { AxiosRequestConfig, AxiosPromise } from 'axios'
namespace WeChatPay.OpenAPI.V3.Kite.PostHttpMethod {
  export interface JsonDataRequest {
    /** 风筝的线长(单位米) */
    line: number
    tails: { colour: string }[]
  }
  export interface RequestConfig extends AxiosRequestConfig { data?: JsonDataRequest }
  export interface WellformedResponse { kite_id: string }
}
namespace WeChatPay.OpenAPI.V3 {
  export interface Kite {
    /** 放风筝 */
    post(data: Kite.PostHttpMethod.JsonDataRequest, config?: Kite.PostHttpMethod.RequestConfig): AxiosPromise<Kite.PostHttpMethod.WellformedResponse>
  }
}
namespace WeChatPay.OpenAPI { export interface V3 { kite: V3.Kite } }
export interface Wechatpay { v3: WeChatPay.OpenAPI.V3 }
export var wxpay: Wechatpay
// @filename: business.js
import { wxpay } from './virtual'
// ---cut---
wxpay.v3.kite.post({
//       ^^^^ ^^^^
//  ^
  line,
  tails,
})
.then(({ data: { kite_id } }) => kite_id)`

// a TypeScript program is made in most of these: seconds on a busy machine
describe('createHover', { timeout: 60_000 }, () => {
  it('answers a hand-written block: types for undeclared shorthand, marks of several carets, directives gone', () => {
    const hover = createHover({ root, typings })
    hover.collect('kite.md', fence(HAND_WRITTEN))
    hover.finish()
    const answer = hover.answer(HAND_WRITTEN, 'js')
    expect(answer.code.split('\n')).toEqual([
      'wxpay.v3.kite.post({',
      '  line,',
      '  tails,',
      '})',
      '.then(({ data: { kite_id } }) => kite_id)',
    ])
    expect(answer.marks.map(({ start, length }) => answer.code.slice(start, start + length))).toEqual([
      'kite',
      'post',
      'y',
    ])
    expect(hoversOf(hover, HAND_WRITTEN)).toEqual([
      'wxpay → var wxpay: Wechatpay',
      'v3 → (property) Wechatpay.v3: V3',
      'kite → (property) V3.kite: Kite',
      'post → (method) Kite.post(data: JsonDataRequest, config?: RequestConfig): AxiosPromise<WellformedResponse> | 放风筝',
      'line → (property) JsonDataRequest.line: number | 风筝的线长(单位米)',
      'tails → (property) JsonDataRequest.tails: {\n    colour: string;\n}[]',
      'data → (property) AxiosResponse<WellformedResponse, any, {}, any>.data: WellformedResponse',
      'kite_id → (parameter) kite_id: string',
      'kite_id → (parameter) kite_id: string',
    ])
  })

  it('answers generated samples, with the Chinese line first, and fails none', () => {
    const hover = createHover({ root, typings })
    for (const operation of catalog.operations) {
      for (const { block, twoslash } of deriveSamples(operation, catalog))
        if (twoslash && block) hover.collect(`${operation.id}.md`, fence(block))
    }
    expect(hover.errors()).toEqual([])
    const [create] = catalog.operations
    const block = (create && deriveSamples(create, catalog)[0]?.block) ?? ''
    const hovers = hoversOf(hover, block)
    expect(hovers).toContain('boatRentals → (property) Harbour.boatRentals: BoatRentals | 租一条船')
    expect(hovers).toContain('seats → (property) JsonDataRequest.seats?: number | undefined | 座位数')
    expect(hovers).toContain('data → (property) AxiosResponse<WellformedResponse>.data: WellformedResponse | 应答正文')
    expect(hovers).toContain('rental_id → (parameter) rental_id: string | 租船单号')
    expect(hovers.some((one) => /^(?:console|log|then) /.test(one))).toBe(false)
  })

  it('lists all type errors of all pages, with the line in the markdown', () => {
    const hover = createHover({ root, typings })
    hover.collect(
      'a.md',
      `# A\n\n${fence('// @ts-check\n// ---cut---\nwxpay.v3.harbour.nowhere()\nwxpay.v3.harbour.boatRentals.post({ boat_no: 1 })')}`,
    )
    hover.collect('b.md', fence('// @ts-check\n\nwxpay.v4'), { source: 'catalog/operations/v3/b.yaml' })
    hover.collect('unchecked.md', fence('wxpay.v4.anything(at, all)'))
    const problems = hover.errors()
    expect(problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)).toEqual([
      'a.md:6:18 TS2339',
      'a.md:7:37 TS2322',
      'b.md:4:7 TS2339',
    ])
    expect(() => hover.finish()).toThrow(HoverError)
    expect(() => hover.finish()).toThrow(/catalog\/operations\/v3\/b\.yaml {2}\(b\.md:4:7\)/)
  })

  it('reports directives that make no sense', () => {
    const hover = createHover({ root, typings })
    hover.collect('a.md', fence('//  ^^^\nwxpay\n//          ^^\n//  ^?\nconst one = 1\n//             ^?'))
    expect(hover.errors().map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 directive',
      '4 directive',
      '7 directive',
    ])
  })

  it('shows a query and accepts expected errors', () => {
    const hover = createHover({ root, typings })
    const code = '// @ts-check\n// @errors: 2322\n/** @type {number} */\nconst one = "1"\n//    ^?\nconsole.log(one)'
    hover.collect('a.md', fence(code))
    hover.finish()
    const { code: text, queries } = hover.answer(code, 'js')
    expect(text).toBe('/** @type {number} */\nconst one = "1"\nconsole.log(one)')
    expect(queries.map((one) => one.text)).toEqual(['const one: number'])
  })

  it('answers a block nobody collected, and a changed one, without a restart', () => {
    const hover = createHover({ root, typings })
    expect(hoversOf(hover, 'wxpay.v3.harbour')[1]).toContain('Wechatpay.v3')
    expect(hoversOf(hover, 'wxpay.v2.harbour')[1]).toContain('Wechatpay.v2')
    hover.collect('a.md', fence('// @ts-check\nwxpay.v9'))
    expect(hover.errors()).toHaveLength(1)
    hover.collect('a.md', fence('// @ts-check\nwxpay.v3'))
    expect(hover.errors()).toEqual([])
  })

  it('follows the typings: another type, another hover; and the cache does not remember the old one', () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'hover-'))
    try {
      const code = 'wxpay.v3.harbour.boatRentals.post({ seats: 4 })'
      const last = (hover: Hover) => hoversOf(hover, code).at(-1)
      const hover = createHover({ root, typings, cacheDir })
      expect(last(hover)).toContain('seats?: number')
      hover.setTypings(deriveTypings(withField(catalog, 'seats', { type: 'string', description: '座位号' })))
      expect(last(hover)).toBe('seats → (property) JsonDataRequest.seats?: string | undefined | 座位号')
      expect(readdirSync(cacheDir)).toHaveLength(2)
      expect(last(createHover({ root: '/nowhere', typings, cacheDir }))).toContain('seats?: number')
    } finally {
      rmSync(cacheDir, { recursive: true })
    }
  })
})

const colour = await createColour()

describe('the HTML of a block', { timeout: 60_000 }, () => {
  const hover = createHover({ root, typings })
  const highlighter = createHighlighterCoreSync({
    engine: createJavaScriptRegexEngine(),
    themes: [colour.theme],
    langs: [javascript],
  })
  const render = (code: string, meta = 'twoslash') =>
    highlighter.codeToHtml(code, {
      lang: 'js',
      theme: colour.theme,
      meta: { __raw: meta },
      transformers: [...colour.transformers, ...hover.transformers],
    })

  it('is plain, with one tab stop and each text once', async () => {
    const html = render(HAND_WRITTEN)
    await expect(html.replaceAll('<div>', '\n<div>').replace('<template', '\n<template')).toMatchFileSnapshot(
      './__snapshots__/kite.html',
    )
    expect(html.match(/tabindex=/g)).toHaveLength(1)
    expect(html.match(/<code>\(parameter\) kite_id: string<\/code>/g)).toHaveLength(1)
    expect(html.match(/data-hover="\d+"[^>]*>kite_id</g)).toHaveLength(2)
    expect(html).not.toContain('style=')
  })

  it('leaves blocks alone that do not ask', () => {
    expect(render('const a = 1', '')).not.toContain('data-hover')
  })

  it('shows a query in place', () => {
    expect(render('const a = 1\n//    ^?\na')).toMatch(/<span class="hover-answer"><code>const a: 1<\/code><\/span>/)
  })
})

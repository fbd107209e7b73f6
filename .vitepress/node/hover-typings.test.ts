import { beforeAll, describe, expect, it } from 'vitest'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import { deriveTypings } from '../../catalog/derive/typings/index.ts'
import type { Catalog } from '../../catalog/model/types.ts'
import { createHover } from './hover/index.ts'
import { popupKey } from './hover/popup.ts'
import { catalogTypings } from './hover-typings.ts'
import { loadSite, projectRoot } from './site.ts'

let catalog: Catalog
beforeAll(async () => {
  ;({ catalog } = await loadSite())
})

/** One operation in 40, each in both of its samples with types. */
const blocks = () =>
  catalog.operations
    .filter((_, index) => index % 40 === 0)
    .flatMap((operation) => deriveSamples(operation, catalog).filter(({ twoslash }) => twoslash))

describe('the part of the typings that code can name', () => {
  it('says of every name what all of the typings say', () => {
    const part = createHover({ root: projectRoot, typings: catalogTypings(catalog) })
    const whole = createHover({ root: projectRoot, typings: deriveTypings(catalog) })
    for (const { code, block = code, lang } of blocks()) {
      const said = [part, whole].map((hover) => hover.answer(block, lang))
      const [ours, all] = said.map(({ hovers }) => hovers.map((hover) => `${hover.start} ${popupKey(hover)}`))
      expect(ours?.length).toBeGreaterThan(3)
      expect(ours).toEqual(all)
    }
  }, 120_000)

  it('is small', () => {
    const typings = catalogTypings(catalog)
    const whole = deriveTypings(catalog).length
    for (const { code } of blocks()) expect(typings.text(typings.scope(code)).length).toBeLessThan(whole / 8)
  })

  it('knows no name that is not there, and says so', () => {
    const hover = createHover({ root: projectRoot, typings: catalogTypings(catalog) })
    expect(hover.answer('wxpay.v3.noSuchThing.post()', 'ts').errors.map(({ code }) => code)).toEqual(['TS2339'])
    const [operation] = catalog.operations
    const partial = `wxpay.${operation?.path.split('/')[1]}`
    expect(hover.answer(`${partial}\n`, 'ts').errors).toEqual([])
  }, 60_000)
})

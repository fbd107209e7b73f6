import type { Expression } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Engine } from '../engine.ts'
import { evaluate, reckon } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { toRfc3339 } from '../rules/index.ts'

/** What a page's formulas and expressions come to, for one object at one moment. */
export interface PageScope {
  formula: (text: string) => Json | undefined
  value: (expression: Expression) => Json | undefined
  /** The merchant's business time, milliseconds. */
  now: number
}

/** For an object of a merchant; without either only what refers to neither has a value. */
export async function createScope(engine: Engine, merchant?: Merchant, object: JsonObject = {}): Promise<PageScope> {
  const now = merchant ? await engine.clock.now(merchant.record.mchid) : engine.now()
  const { mchid = '', sub_mchid = '', appid = '', openid = '' } = merchant?.record ?? {}
  const roots = { object, request: {}, merchant: { mchid, sub_mchid, appid, openid }, now: toRfc3339(now) }
  const scope = { roots, now, formulas: engine.formulas }
  return { now, formula: (text) => reckon(text, scope), value: (expression) => evaluate(expression, scope) }
}

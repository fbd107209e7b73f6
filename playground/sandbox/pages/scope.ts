import type { Expression } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Held } from '../control/held.ts'
import type { Engine } from '../engine.ts'
import { evaluate } from '../expression.ts'
import type { Merchant } from '../merchants.ts'

/** What a page's formulas and expressions come to, for one object at one moment. */
export interface PageScope {
  formula: (text: string) => Json | undefined
  value: (expression: Expression) => Json | undefined
  /** The merchant's time, milliseconds. */
  now: number
}

export async function createScope(
  engine: Engine,
  merchant: Merchant | undefined,
  held: Held | undefined,
): Promise<PageScope> {
  const now = engine.now()
  const roots = { object: held?.object ?? {}, request: {}, merchant: {} }
  return { now, formula: () => undefined, value: (expression) => evaluate(expression, { roots, now }) }
}

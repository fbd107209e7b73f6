import type { ContractCase } from './case.ts'
import { commitCases } from './commit.ts'
import { dueCases } from './due.ts'
import { entryCases } from './entries.ts'
import { orderCases } from './order.ts'

export type { ContractCase } from './case.ts'

/** What every store has to do; free of any test runner, so that a page can run it too. Give each case a fresh store. */
export const storeContract: ContractCase[] = [...entryCases, ...orderCases, ...commitCases, ...dueCases]

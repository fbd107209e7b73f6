import type { Engine } from '../engine.ts'
import { isObject } from '../input.ts'
import { createScope } from './scope.ts'

/** A kind of number that a payer shows instead of scanning one. */
export interface CodeChoice {
  /** `<resource>.<place in its list>` */
  name: string
  title: string
  description: string
}

/** The numbers that were made here: only their holder may play the payer of what is charged to them. */
const CODES = 'codes'
const CODES_KEPT = 10_000

/** Every kind that the resources' data have. */
export function codeChoices({ options }: Engine): CodeChoice[] {
  return Object.entries(options.behaviour.resources).flatMap(([resource, { codes = [] }]) =>
    codes.map(({ title, description }, index) => ({ name: `${resource}.${index}`, title, description })),
  )
}

/** A fresh number of a kind; `undefined` where there is no such kind. */
export async function issueCode(engine: Engine, name: string): Promise<string | undefined> {
  const { store, behaviour } = engine.options
  const choice = codeChoices(engine).find((one) => one.name === name)
  const [resource = '', index] = name.split('.')
  const code = choice && behaviour.resources[resource]?.codes?.[Number(index)]
  if (!code) return undefined
  const number = String((await createScope(engine)).value(code.make) ?? '')
  await store.put(CODES, number, { value: { name } })
  await store.trim(CODES, CODES_KEPT)
  return number
}

/** Of which kind a number is that was made here. */
export async function issuedCode(engine: Engine, number: string): Promise<CodeChoice | undefined> {
  const entry = await engine.options.store.get(CODES, number)
  const { name } = isObject(entry?.value) ? entry.value : {}
  return codeChoices(engine).find((one) => one.name === name)
}

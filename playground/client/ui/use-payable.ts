import { type Ref, shallowRef, watch } from 'vue'
import { factsOf, payableNumber } from '../answers.ts'
import type { AnswerFacts } from '../data.ts'
import type { Exchange } from '../transport/index.ts'

interface PayableOptions {
  exchanges(): Exchange[]
  answers(): AnswerFacts[]
  mchid(): string | undefined
}

/** Numbers of orders that the gateway accepted from this merchant and that a payer can pay, the last one first. */
export function usePayable({ exchanges, answers, mchid }: PayableOptions): Readonly<Ref<string[]>> {
  const numbers = shallowRef<string[]>([])
  watch(mchid, () => {
    numbers.value = []
  })
  watch(exchanges, (all) => {
    const accepted = all.flatMap((exchange) => payableNumber(exchange, factsOf(exchange, answers())) ?? [])
    const fresh = accepted.filter((number) => !numbers.value.includes(number))
    if (fresh.length > 0) numbers.value = [...fresh.reverse(), ...numbers.value]
  })
  return numbers
}

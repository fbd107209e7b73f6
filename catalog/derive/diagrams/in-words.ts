import type { Flow, FlowItem, StateMachine } from '../../model/types.ts'

/** A sequence diagram as sentences, in its order. */
export function sequenceInWords(flow: Flow): string[] {
  return itemsInWords(flow.items)
}

function itemsInWords(items: FlowItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind !== 'step') {
      const word = { alternatives: '如果', loop: '循环', optional: '可选' }[item.kind]
      return item.sections.flatMap(({ when, items: below }) => [`${word}（${when}）：`, ...itemsInWords(below)])
    }
    const whom = item.from === item.to ? item.from : `${item.from}到${item.to}`
    return [`${item.number}. ${whom}：${item.text}${item.answer ? `，返回${item.answer}` : ''}。`]
  })
}

/** A state diagram as sentences: where it begins, then one for each transition. */
export function statesInWords({ states, initial, transitions }: StateMachine): string[] {
  const name = (value: string): string => {
    const title = states.find((state) => state.value === value)?.title
    return title ? `${title}（${value}）` : value
  }
  return [
    `开始于${name(initial)}。`,
    ...transitions.map(({ from, to, text }) => `${name(from)} → ${name(to)}：${text}。`),
  ]
}

/** Kinds of a slot: a name of the visitor's identity, or a number nobody has used yet. */
export type Slot = 'mchid' | 'sub_mchid' | 'appid' | 'openid' | 'fresh'

/** A piece of a sample: text, or a place for a visitor's own value. */
export type Segment = string | { slot: Slot; example: string }

export type SlotValues = Record<Exclude<Slot, 'fresh'>, string>

const RE_DIGIT = /\d/
const RE_LOWER = /[a-z]/
const RE_UPPER = /[A-Z]/
const ALPHABETS: [RegExp, string][] = [
  [RE_DIGIT, '0123456789'],
  [RE_LOWER, 'abcdefghijklmnopqrstuvwxyz'],
  [RE_UPPER, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
]

/** One character out of an alphabet. */
export type Pick = (alphabet: string) => string

/** Code with values in its slots, and the fresh numbers among them in order. */
export interface FilledSample {
  code: string
  fresh: string[]
}

/**
 * The sample with the visitor's identity and fresh numbers in it. The same example becomes the same number, so that
 * what a program creates is what it asks for later. Without a value (no merchant yet) a slot keeps its example.
 */
export function fillSegments(segments: Segment[], values: Partial<SlotValues>, pick: Pick): FilledSample {
  const fresh = new Map<string, string>()
  const fill = (segment: Segment): string => {
    if (typeof segment === 'string') return segment
    if (segment.slot !== 'fresh') return values[segment.slot] ?? segment.example
    const number = fresh.get(segment.example) ?? freshLike(segment.example, pick)
    fresh.set(segment.example, number)
    return number
  }
  return { code: segments.map(fill).join(''), fresh: [...fresh.values()] }
}

/** Another merchant's values in the place of one's own, wherever the code has them. */
export function replaceIdentity(code: string, from: SlotValues, to: SlotValues): string {
  const kinds = ['mchid', 'sub_mchid', 'appid', 'openid'] as const
  return kinds.reduce((text, kind) => text.replaceAll(from[kind], to[kind]), code)
}

/** As long as the example and in its style: digits for digits, letters for letters of their case; no new leading zero. */
export function freshLike(example: string, pick: Pick): string {
  return [...example].map((letter, at) => like(letter, at === 0 && letter !== '0', pick)).join('')
}

function like(letter: string, leading: boolean, pick: Pick): string {
  const alphabet = ALPHABETS.find(([pattern]) => pattern.test(letter))?.[1]
  if (!alphabet) return letter
  return pick(leading ? alphabet.replace('0', '') : alphabet)
}

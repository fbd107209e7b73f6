import type { Cause } from './causes.ts'

/** Another form that a part of the message may have had when it was signed, and what that would be a sign of. */
export interface Variant<T> {
  cause: Cause
  value: T
  /** Seen often: tried together with another one. */
  common?: true
}

/** Each value once, and none that is the part itself. */
export function distinct(variants: Variant<string>[], own: string): Variant<string>[] {
  const seen = new Set([own])
  return variants.filter(({ value }) => {
    if (seen.has(value)) return false
    seen.add(value)
    return true
  })
}

export function common<T>(cause: Cause, value: T): Variant<T> {
  return { cause, value, common: true }
}

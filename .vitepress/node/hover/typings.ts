/** Names of parts of the typings, in any order; `ALL` is every part there is. */
export type Scope = readonly string[]

/** Every part: a value of its own, so that it is told from a list of parts by identity. */
export const ALL: Scope = ['*']

/** The ambient typings of a site in parts: a thousand operations are too many for a program that is asked about ten. */
export interface Typings {
  /** The parts that a block of code could name. A part too many costs time, one that is missing is found out by its error. */
  scope(code: string): Scope
  /** One script file that declares these parts. The same parts give the same text. */
  text(scope: Scope): string
}

/** Typings that have no parts. */
export function toTypings(typings: string | Typings): Typings {
  return typeof typings === 'string' ? { scope: () => ALL, text: () => typings } : typings
}

import { findToolchain, type Toolchain, toolchainsRequired } from '../support/toolchains.ts'

/** The programs of a language, or the names of those that are missing. */
export interface Machine {
  programs: Record<string, string>
  missing: string[]
  /** Something is missing, and that is allowed here: the test is left out, and its language was listed by name. */
  leftOut: boolean
}

/** Looks for the toolchains of a language and lists it if it can not be run here. */
export function machineFor(language: string, needs: readonly Toolchain[]): Machine {
  const found = needs.map((name) => [name, findToolchain(name)] as const)
  const missing = found.flatMap(([, one]) => ('missing' in one ? [one.missing] : []))
  const leftOut = missing.length > 0 && !toolchainsRequired
  if (leftOut) console.warn(`not run: the samples in ${language}, for want of ${missing.join(', ')}`)
  const programs = Object.fromEntries(found.flatMap(([name, one]) => ('path' in one ? [[name, one.path]] : [])))
  return { programs, missing, leftOut }
}

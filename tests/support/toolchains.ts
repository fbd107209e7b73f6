import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs that run or check the samples of a language. */
export type Toolchain = 'python' | 'go' | 'javac' | 'java' | 'php'

export type FoundToolchain = { path: string } | { missing: string }

interface Rule {
  /** Names on the `PATH`, or absolute paths, the preferred one first. */
  candidates: string[]
  /** Arguments with which the program ends with 0 if it can do what the samples ask of it. */
  probe: string[]
  /** What has to be there, for the message. */
  needs: string
}

const RULES: Record<Toolchain, Rule> = {
  python: {
    // the distribution's own interpreter has the distribution's packages, another one may come first on the PATH
    candidates: ['python3', '/usr/bin/python3', 'python'],
    probe: ['-c', 'import sys, cryptography; sys.exit(sys.version_info < (3, 9))'],
    needs: 'Python 3.9 or newer with the package cryptography (Debian: python3-cryptography)',
  },
  go: { candidates: ['go', '/usr/local/go/bin/go'], probe: ['version'], needs: 'Go 1.19 or newer (Debian: golang-go)' },
  javac: { candidates: ['javac'], probe: ['-version'], needs: 'a JDK, 17 or newer (Debian: openjdk-17-jdk-headless)' },
  java: { candidates: ['java'], probe: ['-version'], needs: 'a JDK, 17 or newer (Debian: openjdk-17-jdk-headless)' },
  php: { candidates: ['php'], probe: ['--version'], needs: 'PHP 8 (Debian: php-cli)' },
}

/** Names of all toolchains, in the order of the page's languages. */
const TOOLCHAINS = Object.keys(RULES) as Toolchain[]

/**
 * Where a toolchain is, tried out once: a program that is there but can not do the job counts as missing.
 *
 * @returns the absolute path of the program, or what is missing, in words
 */
export function findToolchain(name: Toolchain): FoundToolchain {
  const { candidates, probe, needs } = RULES[name]
  for (const path of candidates.flatMap(onPath)) {
    if (spawnSync(path, probe, { stdio: 'ignore', timeout: 30_000 }).status === 0) return { path }
  }
  return { missing: `${name}: ${needs}` }
}

export type Programs = Partial<Record<Toolchain, string>>

/** The programs that a language needs, and what is missing, in words. */
export function findToolchains(needs: readonly Toolchain[]): { programs: Programs; missing: string[] } {
  const found = needs.map((name) => [name, findToolchain(name)] as const)
  return {
    programs: Object.fromEntries(found.flatMap(([name, one]) => ('path' in one ? [[name, one.path]] : []))),
    missing: found.flatMap(([, one]) => ('missing' in one ? [one.missing] : [])),
  }
}

/** `REQUIRE_TOOLCHAINS=1`: a missing toolchain fails the tests instead of being listed. */
export const toolchainsRequired = process.env.REQUIRE_TOOLCHAINS === '1'

/** What is missing on this machine, one line each; empty where everything runs. */
export function missingToolchains(): string[] {
  return TOOLCHAINS.map(findToolchain).flatMap((found) => ('missing' in found ? [found.missing] : []))
}

function onPath(name: string): string[] {
  const folders = name.startsWith('/') ? [''] : (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => (folder ? join(folder, name) : name)).filter(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

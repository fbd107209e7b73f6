import { spawnSync } from 'node:child_process'

/** Whether we may install Debian's packages, and have to start Chromium without its sandbox. */
export const isRoot = process.getuid?.() === 0

/** The one command to run where we may not install the packages ourselves. */
export function aptCommand(packages: readonly string[]): string {
  return `sudo apt-get install -y ${packages.join(' ')}`
}

/**
 * Installs Debian's packages, quietly; waits up to two minutes for another apt.
 *
 * @returns whether apt did
 */
export function installPackages(packages: readonly string[]): boolean {
  console.log(`installing ${packages.join(' ')} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]): boolean => {
    const options = ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args]
    return spawnSync('apt-get', options, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  return run('update') && run('install', '-y', '--no-install-recommends', ...packages)
}

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const PACKAGES = ['chromium', 'fonts-noto-cjk']
const COMMAND = `apt-get install -y ${PACKAGES.join(' ')}`

export const isRoot = process.getuid?.() === 0

/** Quiet, and no connection but those of the page; `--no-sandbox` only where Chromium would refuse to start otherwise. */
export const browserArgs = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(isRoot ? ['--no-sandbox'] : []),
]

/**
 * `CHROMIUM_PATH`, else a known path, else Debian's packages where we may install them.
 *
 * @returns the browser's path
 * @throws Error with the one command to run
 */
export function findBrowser(env: Record<string, string | undefined> = process.env): string {
  const chosen = env.CHROMIUM_PATH
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH names ${chosen}, which is not there`)
  }
  const found = KNOWN.find((path) => existsSync(path))
  if (found) {
    installFonts()
    return found
  }
  if (isRoot && install(PACKAGES)) {
    const installed = KNOWN.find((path) => existsSync(path))
    if (installed) return installed
  }
  throw new Error(`No Chromium for the end-to-end tests. Run: sudo ${COMMAND}   (or set CHROMIUM_PATH)`)
}

/** Without a Chinese font every character is the same box, as wide as another. Widths and pictures would mean nothing. */
function installFonts(): void {
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  if (list.error || list.stdout.trim() !== '') return
  if (isRoot && install(['fonts-noto-cjk'])) return
  console.warn('No Chinese font: texts are measured as boxes. Run: sudo apt-get install -y fonts-noto-cjk')
}

function install(packages: string[]): boolean {
  console.log(`installing ${packages.join(' ')} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]): boolean => {
    const result = spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    return result.status === 0
  }
  return run('update') && run('install', '-y', '--no-install-recommends', ...packages)
}

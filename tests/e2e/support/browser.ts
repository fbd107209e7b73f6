import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { aptCommand, installPackages, isRoot } from '../../support/apt.ts'

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
  if (isRoot && installPackages(PACKAGES)) {
    const installed = KNOWN.find((path) => existsSync(path))
    if (installed) return installed
  }
  throw new Error(`No Chromium for the end-to-end tests. Run: ${aptCommand(PACKAGES)}   (or set CHROMIUM_PATH)`)
}

/** Without a Chinese font every character is the same box, as wide as another. Widths and pictures would mean nothing. */
function installFonts(): void {
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  if (list.error || list.stdout.trim() !== '') return
  if (isRoot && installPackages(['fonts-noto-cjk'])) return
  console.warn('No Chinese font: texts are measured as boxes. Run: sudo apt-get install -y fonts-noto-cjk')
}

/**
 * The step before the tests of the samples: finds the languages' toolchains, installs Debian's where we may, and lists
 * by name what is missing. A missing one fails only with `REQUIRE_TOOLCHAINS=1`; the tests of its language do not run.
 */
import { aptCommand, installPackages, isRoot } from '../support/apt.ts'
import { missingToolchains, toolchainsRequired } from '../support/toolchains.ts'

/** Names in Debian 12 and later: Python with cryptography, Go, a JDK, PHP with what its checker needs. */
const PACKAGES = ['python3', 'python3-cryptography', 'golang-go', 'openjdk-17-jdk-headless', 'php-cli']

if (missingToolchains().length > 0 && isRoot) installPackages(PACKAGES)
const missing = missingToolchains()
if (missing.length === 0) console.log('Python, Go, a JDK and PHP are there')
else {
  console.log(
    `Without these, the samples of their languages are not run:\n${missing.map((one) => `  ${one}`).join('\n')}`,
  )
  console.log(`Run: ${aptCommand(PACKAGES)}`)
}
process.exitCode = missing.length > 0 && toolchainsRequired ? 1 : 0

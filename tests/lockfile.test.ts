import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

interface Package {
  optionalDependencies?: Record<string, string>
}

it('the lockfile names every package for another platform, or npm ci refuses it', async () => {
  const text = await readFile(new URL('../package-lock.json', import.meta.url), 'utf8')
  const { packages } = JSON.parse(text) as { packages: Record<string, Package> }
  const optional = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  )
  const missing = optional.filter(
    ({ path, name }) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
  )
  expect(optional.length).toBeGreaterThan(20)
  expect(missing).toEqual([])
})

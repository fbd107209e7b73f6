import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchFolder } from './watch-folder.ts'

let folder: string
let told: Set<string>
let waiting: Map<string, () => void>
let watching: { close(): void }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'))
  told = new Set()
  waiting = new Map()
  await mkdir(join(folder, 'a/b'), { recursive: true })
  await writeFile(join(folder, 'a/b/old.yaml'), 'old')
  watching = watchFolder(folder, (file) => {
    told.add(file)
    waiting.get(file)?.()
  })
})
afterEach(async () => {
  watching.close()
  await rm(folder, { recursive: true })
})

function toldOf(name: string): Promise<void> {
  const file = join(folder, name)
  return told.has(file) ? Promise.resolve() : new Promise((resolve) => waiting.set(file, resolve))
}

it('tells of a file that is written', async () => {
  await writeFile(join(folder, 'a/b/old.yaml'), 'new')
  await toldOf('a/b/old.yaml')
})

it('tells of files that come and go', async () => {
  await writeFile(join(folder, 'a/new.yaml'), 'new')
  await toldOf('a/new.yaml')
  await rm(join(folder, 'a/b/old.yaml'))
  await toldOf('a/b/old.yaml')
})

it('tells of what is in a new folder, at once and later', async () => {
  await mkdir(join(folder, 'c/d'), { recursive: true })
  await writeFile(join(folder, 'c/d/first.yaml'), 'new')
  await toldOf('c/d/first.yaml')
  await writeFile(join(folder, 'c/d/second.yaml'), 'new')
  await toldOf('c/d/second.yaml')
})

it('says nothing of what was there before', async () => {
  await writeFile(join(folder, 'last.yaml'), 'new')
  await toldOf('last.yaml')
  expect([...told]).toEqual([join(folder, 'last.yaml')])
})

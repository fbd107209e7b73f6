import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createChildren } from './children.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'children-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function program(code: string): Promise<string> {
  const file = join(folder, 'program.mjs')
  await writeFile(file, code)
  return file
}

it('runs a program to its end', async () => {
  const file = await program(`import { writeFileSync } from 'node:fs'; writeFileSync('sailed', process.argv[2])`)
  await createChildren().run('a ship', [file, 'north'], { cwd: folder })
  expect(await readFile(join(folder, 'sailed'), 'utf8')).toBe('north')
})

it('says which program failed, and how', async () => {
  const file = await program('process.exit(3)')
  await expect(createChildren().run('a ship', [file])).rejects.toThrow('a ship: ended with 3')
})

it('gives the answer of a program to a message', async () => {
  const file = await program(
    `process.once('message', (berths) => process.send(berths.length, () => process.disconnect()))`,
  )
  const asked = createChildren().ask('a port', [file], { message: ['one', 'two'] })
  expect(await asked).toBe(2)
})

it('takes an end without an answer for a failure', async () => {
  const file = await program('process.exit(0)')
  const asked = createChildren().ask('a port', [file], { message: [] })
  await expect(asked).rejects.toThrow('a port: ended with 0')
})

it('ends those that still run', async () => {
  const file = await program('setInterval(() => {}, 1000)')
  const children = createChildren()
  const running = children.run('a ship', [file])
  children.end()
  await expect(running).rejects.toThrow('a ship: ended with SIGTERM')
})

import { mkdtempSync, rmSync } from 'node:fs'
import { rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { haveChanged, stampsOf, stampsOfRead, watchFiles } from './config-files.node.ts'

let folder: string
let chart: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
  chart = join(folder, 'chart.ts')
  await writeFile(chart, 'north')
})
afterEach(() => rmSync(folder, { recursive: true }))

const LATER = Number.MAX_SAFE_INTEGER

describe('stamps', () => {
  it('stay as they are while nothing is saved', () => {
    expect(haveChanged(stampsOf([chart]))).toBe(false)
    expect(haveChanged(stampsOfRead([chart], LATER))).toBe(false)
  })

  it('tell a file that was saved, put in the place of the old one, or removed', async () => {
    const stamps = stampsOf([chart])
    const other = join(folder, 'other.ts')
    await writeFile(other, 'south')
    await utimes(other, 0, 0)
    await rename(other, chart)
    expect(haveChanged(stamps)).toBe(true)
    const again = stampsOf([chart])
    await rm(chart)
    expect(haveChanged(again)).toBe(true)
  })

  it('count a file as changed that was saved while it was read', async () => {
    const began = Date.now()
    await writeFile(chart, 'south')
    expect(haveChanged(stampsOfRead([chart], began))).toBe(true)
  })

  it('know from before whether an expected file was saved while it was read', () => {
    expect(haveChanged(stampsOfRead([chart], 0, stampsOf([chart])))).toBe(false)
    expect(haveChanged(stampsOfRead([chart], 0, new Map([[chart, 'another']])))).toBe(true)
  })
})

describe('watching files', () => {
  it('begins at once, and goes on when another file takes the place', async () => {
    const calls: (() => void)[] = []
    const called = () => new Promise<void>((resolve) => calls.push(resolve))
    const watching = watchFiles([chart], () => calls.shift()?.())
    const first = called()
    await writeFile(chart, 'south')
    await first
    const second = called()
    await writeFile(join(folder, 'other.ts'), 'east')
    await rename(join(folder, 'other.ts'), chart)
    await second
    watching.close()
  })
})

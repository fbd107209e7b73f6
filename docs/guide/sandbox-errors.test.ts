import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { CAUSES } from '../../playground/sandbox/diagnose/index.ts'

it('explains every cause that the sandbox can name, and no other', async () => {
  const page = await readFile(new URL('sandbox-errors.md', import.meta.url), 'utf8')
  const [, table = ''] = page.split('| 代号 | 原因')
  const named = [...table.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)*)`(?=[ ]*(?:`|\|))/g)].map(([, code]) => code)
  expect(named.sort()).toEqual(Object.keys(CAUSES).sort())
})

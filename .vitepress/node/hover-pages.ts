import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hover } from './hover/index.ts'

/**
 * Hands the code of the hand-written pages to the hover engine before the first is rendered, so that one program answers
 * them all.
 * @param docs Folder of the pages.
 * @throws HoverError that lists every type error, with file and line.
 */
export async function collectPages(hover: Hover, docs: string): Promise<void> {
  const files = (await readdir(docs, { recursive: true })).filter((file) => file.endsWith('.md') && !file.includes('['))
  for (const file of files.sort()) hover.collect(`docs/${file}`, await readFile(join(docs, file), 'utf8'))
  hover.finish()
}

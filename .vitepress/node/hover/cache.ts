import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './answer.ts'

export interface AnswerCache {
  read(key: string): Answer | undefined
  write(key: string, answer: Answer): void
}

/** Everything that can change an answer goes in. */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** One small JSON file per answer; a file that can not be read counts as absent. */
export function createAnswerCache(folder: string | undefined): AnswerCache {
  if (folder === undefined) return { read: () => undefined, write: () => undefined }
  return {
    read(key) {
      try {
        return JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8')) as Answer
      } catch {
        return undefined
      }
    },
    write(key, answer) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${key}.json`), JSON.stringify(answer))
    },
  }
}

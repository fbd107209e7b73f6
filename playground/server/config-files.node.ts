import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Files, and what they were like when they were read: nothing is like `CHANGED`, which stands for one that changed then. */
export type Stamps = ReadonlyMap<string, string>

const CHANGED = 'changed'

/** Milliseconds that the time of a file may lie behind the clock. */
const TICK = 20

export function stampsOf(files: Iterable<string>): Stamps {
  return new Map([...files].map((file) => [file, stampOf(file)]))
}

/**
 * The stamps of files that have been read, where it is known only now which these are.
 * @param began When the reading began, in milliseconds.
 * @param before Stamps from before that, of those that were expected.
 */
export function stampsOfRead(files: string[], began: number, before: Stamps = new Map()): Stamps {
  const settled = (file: string) => changedAt(file) < began - TICK
  return new Map(files.map((file) => [file, before.get(file) ?? (settled(file) ? stampOf(file) : CHANGED)]))
}

/** Whether one of the files is not as it was read. */
export function haveChanged(stamps: Stamps): boolean {
  return [...stamps].some(([file, stamp]) => stampOf(file) !== stamp)
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0
}

/** With the inode: another file in the place of one may be as old. */
function stampOf(file: string): string {
  const { ino, size, ctimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { ino: 0, size: 0, ctimeMs: 0 }
  return `${ino} ${size} ${ctimeMs}`
}

/**
 * Says that one of the files may have changed. Vite's watcher looks for its files one after the other, and takes what was
 * saved before for what was there; this one watches when it returns.
 */
export function watchFiles(files: Iterable<string>, onChange: () => void): { close(): void } {
  const folders = new Map<string, Set<string>>()
  for (const file of files)
    folders.set(dirname(file), (folders.get(dirname(file)) ?? new Set<string>()).add(basename(file)))
  const watchers = [...folders].map(
    ([folder, names]): FSWatcher =>
      // Folders, because many editors put a new file in the place of the old one.
      watch(folder, (_event, name) => {
        if (name === null || names.has(name)) onChange()
      }),
  )
  return {
    close() {
      for (const watcher of watchers) watcher.close()
    },
  }
}

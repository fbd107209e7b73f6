import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** An editor writes a file in several steps. */
const SETTLED = 40

/**
 * Tells of every file of a folder and the folders below it that was written, made or taken away. One watcher for each
 * folder: one for each of a thousand files, as Vite's own has them, is half a second of the first page's time.
 */
export function watchFolder(folder: string, onChange: (file: string) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>()
  const timers = new Map<string, NodeJS.Timeout>()

  function tell(file: string): void {
    clearTimeout(timers.get(file))
    timers.set(
      file,
      setTimeout(() => {
        timers.delete(file)
        onChange(file)
      }, SETTLED),
    )
  }

  /** @param isNew its files have been made since the folder above was looked at */
  function add(path: string, isNew: boolean): void {
    const watcher = watch(path, (event, name) => {
      if (event === 'rename') addBelow(path)
      tell(join(path, name ?? ''))
    })
    watcher.on('error', () => {
      watcher.close()
      watchers.delete(path)
    })
    watchers.set(path, watcher)
    addBelow(path, isNew)
  }

  function addBelow(path: string, isNew?: boolean): void {
    for (const entry of entriesOf(path)) {
      const below = join(path, entry.name)
      if (entry.isDirectory()) {
        if (!watchers.has(below)) add(below, isNew ?? true)
      } else if (isNew) tell(below)
    }
  }

  add(folder, false)
  return {
    close() {
      for (const watcher of watchers.values()) watcher.close()
      for (const timer of timers.values()) clearTimeout(timer)
      watchers.clear()
      timers.clear()
    },
  }
}

/** None, where the folder has gone. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { catalogRoot, listCatalogFiles } from '../model/load.node.ts'
import { FormatError, formatCatalogFile, kindOf } from './format.ts'

/**
 * `tsx catalog/format/format.node.ts [--check] [files or folders]`: writes the files of the catalog as they are meant to
 * be written, or with `--check` says which are not; exit code 1 then, and where a file is no YAML.
 */
const args = process.argv.slice(2)
const check = args.includes('--check')
const paths = args.filter((arg) => !arg.startsWith('--')).map((path) => resolve(path))

const changed: string[] = []
for (const file of await chosen(paths)) {
  const text = await readFile(join(catalogRoot, file), 'utf8')
  try {
    const formatted = formatCatalogFile(text, kindOf(file))
    if (formatted === text) continue
    changed.push(file)
    if (!check) await writeFile(join(catalogRoot, file), formatted)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    console.error(`${file}:${error.line}  ${error.message} — ${error.hint}`)
    process.exitCode = 1
  }
}
report(changed)

/** The files of the catalog below the paths, all without any. */
async function chosen(wanted: string[]): Promise<string[]> {
  const files = await listCatalogFiles(catalogRoot)
  if (wanted.length === 0) return files
  const names = await Promise.all(
    wanted.map(async (path) => {
      const name = relative(catalogRoot, path).split(sep).join('/')
      return (await stat(path)).isDirectory() ? `${name}/` : name
    }),
  )
  return files.filter((file) =>
    names.some((name) => name === '/' || file === name || (name.endsWith('/') && file.startsWith(name))),
  )
}

function report(files: string[]): void {
  if (!check) {
    console.log(`${files.length} files formatted.`)
    return
  }
  for (const file of files) console.error(`${file}:1  not formatted — Run \`npm run format\`.`)
  if (files.length > 0) process.exitCode = 1
  else if (process.exitCode === undefined) console.log('The catalog is formatted.')
}

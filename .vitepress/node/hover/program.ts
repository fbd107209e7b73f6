import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type typescript from 'typescript'
import { ts } from './compiler.ts'

/** One TypeScript program over files in memory; files on disk (axios, Node's types) are read through. */
export interface TypeProgram {
  readonly service: typescript.LanguageService
  /** Absolute path of a file in memory. */
  path(name: string): string
  set(path: string, text: string): void
  remove(path: string): void
  program(): typescript.Program
}

const COMPILER_OPTIONS: typescript.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  allowJs: true,
  checkJs: false,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
}

/** What an answer depends on beside the block and the typings. */
export function programDigest(): string {
  return createHash('sha256')
    .update(JSON.stringify([ts.version, COMPILER_OPTIONS]))
    .digest('hex')
}

/** `root` is the folder whose node_modules holds axios and @types/node. */
export function createTypeProgram(root: string): TypeProgram {
  const folder = join(root, '.hover').replaceAll('\\', '/')
  const files = new Map<string, { text: string; version: number }>()
  let version = 0
  const host: typescript.LanguageServiceHost = {
    getProjectVersion: () => `${version}`,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: (path) => `${files.get(path)?.version ?? 0}`,
    getScriptSnapshot(path) {
      const text = files.get(path)?.text ?? ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => COMPILER_OPTIONS,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (path) => files.has(path) || ts.sys.fileExists(path),
    readFile: (path) => files.get(path)?.text ?? ts.sys.readFile(path),
    directoryExists: (path) => path.startsWith(folder) || ts.sys.directoryExists(path),
    getDirectories: (path) => (path.startsWith(folder) ? [] : ts.sys.getDirectories(path)),
    ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
  }
  const service = ts.createLanguageService(host)
  return {
    service,
    path: (name) => `${folder}/${name}`,
    set(path, text) {
      if (files.get(path)?.text === text) return
      version += 1
      files.set(path, { text, version })
    },
    remove(path) {
      if (files.delete(path)) version += 1
    },
    program() {
      const program = service.getProgram()
      if (!program) throw new Error('the TypeScript language service has no program')
      return program
    },
  }
}

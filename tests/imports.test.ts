import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Import, importsOf, isOurs, root, sourceFiles } from './support/imports.ts'

/** Who may import what. Patterns match paths from the root, or names of packages. */
interface Rule {
  name: string
  files: RegExp
  /** Ours; everything else of ours is forbidden. Third-party packages are free unless `packages` forbids them. */
  ours: RegExp
  /** Ours as types alone. */
  oursAsTypes?: RegExp
  /** Third-party names that are forbidden. */
  packages?: RegExp
}

const NODE_MODULE = 'node:|fs$|path$|crypto$|http$'
/** Pages and their tests are no part of a rule: a test may look at anything. */
const RE_TEST = /\.test(?:-d)?\.ts$/
/** The only places that see proxy and sandbox together. */
const COMPOSITION_ROOTS = /^playground\/(?:server|service-worker)\//

const rules: Rule[] = [
  {
    name: 'catalog/model: no derive, no file system but in load.node.ts and check.node.ts',
    files: /^catalog\/model\/(?!.*\.node\.ts$)/,
    ours: /^catalog\/model\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|vue|vite|vitepress|hono)`),
  },
  {
    name: 'catalog/model/*.node.ts: the model alone',
    files: /^catalog\/model\/.*\.node\.ts$/,
    ours: /^catalog\/model\//,
    packages: /^(?:vue|vite|vitepress|hono)/,
  },
  {
    name: 'catalog/format: no model, no file system but in format.node.ts',
    files: /^catalog\/format\/(?!.*\.node\.ts$)/,
    ours: /^catalog\/format\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|vue|vite|vitepress|hono)`),
  },
  ...['pages', 'typings', 'samples', 'forms', 'behaviour', 'exports', 'diagrams'].map((folder) => ({
    name: `catalog/derive/${folder}: the model, never a sibling`,
    files: new RegExp(`^catalog/derive/${folder}/`),
    ours: new RegExp(`^catalog/(?:model/(?!.*\\.node\\.ts)|derive/${folder}/)`),
    packages: new RegExp(`^(?:${NODE_MODULE}|vue|vite|vitepress|hono)`),
  })),
  {
    name: 'components: types of model and derive, no playground, no values of the catalog',
    files: /^components\//,
    ours: /^components\//,
    oursAsTypes: /^catalog\/(?:model|derive)\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|hono|monaco)`),
  },
  {
    name: '.vitepress/node and config: no components, theme, client, proxy, sandbox',
    files: /^\.vitepress\/(?:node\/|config\.ts$)/,
    ours: /^(?:\.vitepress\/node\/|catalog\/|playground\/client\/vite-plugin\.node\.ts$)/,
  },
  {
    name: '.vitepress/theme: components and the client, no values of the catalog',
    files: /^\.vitepress\/theme\//,
    ours: /^(?:\.vitepress\/theme\/|components\/|playground\/client\/)/,
    oursAsTypes: /^catalog\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|hono|monaco)`),
  },
  ...['protocol', 'signature'].map((folder) => ({
    name: `playground/${folder}: nothing of ours, web standards, @noble/hashes and a reader of XML`,
    files: new RegExp(`^playground/${folder}/`),
    ours: new RegExp(`^playground/${folder}/`),
    packages: /^(?!@noble\/|valibot|fast-xml-parser)/,
  })),
  {
    name: 'playground/client: components, protocol, signature, no proxy, sandbox or Node',
    files: /^playground\/client\/(?!.*\.node\.ts$)/,
    ours: /^(?:components|playground\/(?:client|protocol|signature))\//,
    oursAsTypes: /^catalog\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|hono)`),
  },
  {
    name: 'playground/client: monaco in editor/ only',
    files: /^playground\/client\/(?!editor\/)(?!.*\.node\.ts$)/,
    ours: /^/,
    packages: /^(?:monaco-editor|@shikijs\/monaco)/,
  },
  {
    name: 'playground/proxy: no sandbox, no catalog',
    files: /^playground\/proxy\//,
    ours: /^playground\/(?:proxy|protocol|signature)\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|vue)`),
  },
  {
    name: 'playground/sandbox: behaviour, no proxy, no vue',
    files: /^playground\/sandbox\//,
    ours: /^(?:playground\/(?:sandbox|protocol|signature)\/|catalog\/derive\/behaviour\/)/,
    oursAsTypes: /^catalog\/model\//,
    packages: new RegExp(`^(?:${NODE_MODULE}|vue)`),
  },
]

function breaches(imports: Import[], { files, ours, oursAsTypes, packages }: Rule): string[] {
  return imports
    .filter(({ file }) => files.test(file) && !RE_TEST.test(file))
    .filter(({ target, typeOnly }) => {
      if (!isOurs(target)) return packages?.test(target) ?? false
      return !(ours.test(target) || (typeOnly && oursAsTypes?.test(target)))
    })
    .map(({ file, target, typeOnly }) => `${file} → ${typeOnly ? 'type ' : ''}${target}`)
}

const files = await sourceFiles()
const imports = (
  await Promise.all(files.map(async (file) => importsOf(file, await readFile(join(root, file), 'utf8'))))
).flat()

describe('imports', () => {
  it.each(rules)('$name', (rule) => {
    expect(breaches(imports, rule)).toEqual([])
  })

  it('only composition roots see proxy and sandbox together', () => {
    const sees = (file: string, folder: string): boolean =>
      imports.some(
        (entry) => entry.file === file && !entry.typeOnly && entry.target.startsWith(`playground/${folder}/`),
      )
    const both = files.filter((file) => sees(file, 'proxy') && sees(file, 'sandbox'))
    expect(both.filter((file) => !COMPOSITION_ROOTS.test(file) && !/^tests\/|\.test\.ts$/.test(file))).toEqual([])
    expect(both).not.toEqual([])
  })

  it('nothing but tests imports tests, and nothing imports a composition root', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (RE_TEST.test(file) || file.startsWith('tests/')) return false
      return target.startsWith('tests/') || (COMPOSITION_ROOTS.test(target) && !COMPOSITION_ROOTS.test(file))
    })
    expect(wrong).toEqual([])
  })

  it('code for Node says so in its name, wherever browsers’ code lives beside it', () => {
    const wrong = imports.filter(({ file, target }) => {
      const mixed = /^(?:catalog\/(?:model|derive)|components|playground|\.vitepress\/theme)\//.test(file)
      return mixed && target.startsWith('node:') && !/\.node\.ts$/.test(file) && !RE_TEST.test(file)
    })
    expect(wrong).toEqual([])
  })

  it('every import of ours names a file that is there', () => {
    const known = new Set(files)
    const missing = imports.filter(({ target }) => isOurs(target) && /\.(?:ts|vue)$/.test(target) && !known.has(target))
    expect(missing).toEqual([])
    const bare = imports.filter(({ target }) => isOurs(target) && !/\.\w+$/.test(target))
    expect(bare).toEqual([])
  })
})

describe('the rules themselves', () => {
  const rule = (file: string): Rule[] => rules.filter(({ files: pattern }) => pattern.test(file))

  it.each([
    ['components/a.vue', '<script setup lang="ts">import { x } from "../catalog/model/load.ts"</script>'],
    ['catalog/derive/pages/a.ts', 'const x = await import("../typings/index.ts")'],
    ['catalog/model/a.ts', 'export { readFile } from "node:fs/promises"'],
    ['playground/client/a.ts', 'type X = import("../sandbox/index.ts").Sandbox'],
    ['playground/signature/a.ts', 'import { Hono } from "hono"'],
    ['playground/client/ui/a.ts', 'import * as monaco from "monaco-editor"'],
  ])('find the breach in %s', (file, text) => {
    expect(rule(file).flatMap((each) => breaches(importsOf(file, text), each))).not.toEqual([])
  })

  it('let types through where types are allowed', () => {
    const file = 'components/a.vue'
    const text = '<script setup lang="ts">import type { Field } from "../catalog/model/types.ts"</script>'
    expect(rule(file).flatMap((each) => breaches(importsOf(file, text), each))).toEqual([])
  })
})

import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { buildWorkerSource, readStack } from './source.ts'
import { readSourceMap } from './source-map.ts'

const identity = (position: { line: number; column: number }) => position

describe('a stack', () => {
  const source = buildWorkerSource('var __runtime=1;\n', { code: 'one()\ntwo()\nthree()', toOriginal: identity })
  const first = source.text.split('\n').indexOf('one()') + 1

  test.each([
    [
      'Chromium',
      `TypeError: x\n    at f (blob:null/1-2:${first + 1}:5)\n    at blob:null/1-2:${first + 2}:1\n    at blob:null/1-2:1:9`,
    ],
    ['Firefox', `f@blob:null/1-2:${first + 1}:5\n@blob:null/1-2:${first + 2}:1\n@blob:null/1-2:1:9`],
  ])('of %s names the reader’s lines and leaves the runtime out', (_, stack) => {
    expect(readStack(stack, source.locate)).toEqual({
      place: { line: 2, column: 5 },
      lines: ['at f (代码:2:5)', 'at (代码:3:1)'],
    })
  })
})

test('a source map of TypeScript leads from the compiled line to the written one', () => {
  const written = ['interface A { x: number }', '', '', 'const a: A = { x: 1 }', '', 'console.log(a.x)'].join('\n')
  const { outputText, sourceMapText = '' } = ts.transpileModule(written, {
    compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  })
  const line = outputText.split('\n').findIndex((text) => text.includes('console.log')) + 1
  const { mappings } = JSON.parse(sourceMapText) as { mappings: string }
  expect(line).not.toBe(6)
  expect(readSourceMap(mappings)({ line, column: 1 })).toEqual({ line: 6, column: 1 })
})

/**
 * Hover types for every ```` ```js twoslash ```` block of the site, answered by ONE TypeScript program.
 *
 * ```ts
 * const hover = createHover({ root, typings: deriveTypings(catalog), cacheDir: '.vitepress/cache/hover' })
 * hover.collect('docs/guide/start.md', markdown)                                  // every page, before the first is rendered
 * hover.collect('openapi/v3/….md', markdown, { source: 'catalog/operations/v3/….yaml' })
 * hover.finish()                       // answers all collected blocks in one batch; throws HoverError listing ALL type errors
 * markdown: { codeTransformers: [...hover.transformers, ...colour.transformers] }  // in this order
 * hover.setTypings(deriveTypings(next)) // dev server: the catalog changed
 * ```
 * - A block that was not collected (dev server: an edited page) is answered when it is rendered, in the same program.
 * - `hover.finish()` may be called again (`buildEnd`) for what came later; `hover.errors()` lists without throwing.
 * - Dialect: `// @filename: x.ts`, `// ---cut---`, `// @ts-check`, `//   ^^^^` (marks the columns above), `//  ^?` (shows the type below).
 * - HTML: `<span class="… hover" data-hover="N">`; the texts once a block in `<template class="hovers">`, N-th child.
 *   The browser half is `installHovers` of `.vitepress/theme/hover.client.ts` with `hover.css` beside it.
 */
export { createHover, type Hover, type HoverOptions } from './engine.ts'
export { HoverError, type HoverProblem } from './problem.ts'
export { ALL, type Scope, type Typings } from './typings.ts'

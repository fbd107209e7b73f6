import { createRequire } from 'node:module'
import type typescript from 'typescript'

/** Required: an `import` first reads nine megabytes for the names in them, which takes longer than to load them. */
export const ts: typeof typescript = createRequire(import.meta.url)('typescript')

/** A process of the build: bundles the editor, and ends with all the memory that this took. */
import { keepEditorBundle } from './editor-bundle.ts'
import { projectRoot } from './site.ts'

await keepEditorBundle({ project: projectRoot, base: process.env.BASE ?? '/' })

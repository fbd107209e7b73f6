import { defineRoutes } from 'vitepress'
import { SHELL, shellMarkdown } from '../../.vitepress/node/pages/shell.ts'

// One empty page: the pages of the catalog are put into its document after the build (.vitepress/node/pages).
export default defineRoutes({ paths: () => [{ params: { path: SHELL }, content: shellMarkdown }] })

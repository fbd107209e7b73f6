import { test as base, type ConsoleMessage, type Page } from '@playwright/test'

export { expect } from '@playwright/test'

interface Options {
  /** What an error of the page that a test expects looks like; any other fails it. */
  expectedErrors: RegExp
}

/**
 * A status of 4xx is a line of the console, too: a static site answers the question for its health with 404, and the
 * gateway's own refusals are what some tests are about.
 */
const RE_STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/

/** Our `test`: knows the project's site, and fails on an error that nobody asserted. */
export const test = base.extend<Options & { failOnErrors: undefined }>({
  expectedErrors: [/^\b$/, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  baseURL: async ({}, use, { project }) => {
    const url = process.env[`E2E_${project.name.toUpperCase()}`]
    if (!url) throw new Error(`no site was started for the project ${project.name}`)
    await use(url)
  },
  failOnErrors: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = []
      const watch = (page: Page): void => {
        page.on('pageerror', (error) => errors.push(String(error)))
        page.on('console', (message: ConsoleMessage) => {
          if (message.type() === 'error') errors.push(message.text())
        })
      }
      context.on('page', watch)
      await use(undefined)
      const unexpected = errors.filter((text) => ![RE_STATUS, expectedErrors].some((pattern) => pattern.test(text)))
      if (unexpected.length > 0) throw new Error(`errors nobody asserted:\n${unexpected.join('\n')}`)
    },
    { auto: true },
  ],
})

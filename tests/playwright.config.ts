import { defineConfig } from '@playwright/test'
import { browserArgs } from './e2e/support/browser.ts'

/** Specs marked `@core` run on every site; the rest on the built one alone. */
const core = /@core/

/** Runs on a site of its own, whose catalog holds what no other has. */
const unseen = /unseen\.spec\.ts/

export default defineConfig({
  testDir: './e2e',
  outputDir: './e2e/.results/playwright',
  globalSetup: './e2e/support/setup.ts',
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['dot'], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['json'] as const] : [])],
  use: {
    headless: true,
    locale: 'zh-CN',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '', args: browserArgs },
  },
  projects: [
    { name: 'built', testIgnore: unseen },
    // unbundled: every page is hundreds of modules, which two browsers at a time fetch on the same cores
    { name: 'dev', grep: core, testIgnore: unseen, timeout: 120_000 },
    { name: 'static', grep: core, testIgnore: unseen },
    { name: 'static-sub', grep: core, testIgnore: unseen },
    { name: 'unseen', testMatch: unseen },
  ],
})

import type { Locator, Page } from '@playwright/test'
import { expect } from './test.ts'

/** Editor and gateway start on intent, on a slow machine together with a browser that is new. */
const READY = { timeout: 45_000 }

/** `{base}playground?operation=…`, the playground as a page. */
export async function gotoPlayground(page: Page, operation: string): Promise<Locator> {
  await page.goto(`playground?operation=${encodeURIComponent(operation)}`)
  const frame = page.getByRole('main').or(page.locator('.pg')).first()
  await ready(frame)
  return frame
}

/** Opens the drawer over an operation's page. */
export async function openDrawer(page: Page): Promise<Locator> {
  await page.getByRole('link', { name: '试一试' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible(READY)
  return dialog
}

export async function ready(frame: Locator): Promise<void> {
  await expect(frame.getByRole('button', { name: '运行', exact: true })).toBeEnabled(READY)
}

export async function run(frame: Locator): Promise<void> {
  await ready(frame)
  await frame.getByRole('button', { name: '运行', exact: true }).click()
}

/** Status and verdict of the answer. */
export async function expectVerdict(frame: Locator, status: RegExp, verdict: string): Promise<void> {
  const panel = frame.getByRole('region', { name: '响应', exact: true })
  const line = panel.getByRole('status')
  await expect(line).toContainText(status, READY)
  await expect(line).toContainText(verdict)
}

/** Puts a program into the editor as a person would paste it. */
export async function paste(page: Page, frame: Locator, code: string): Promise<void> {
  await ready(frame)
  await frame.locator('.pg-editor-host').click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(code)
}

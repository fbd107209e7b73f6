import type { Locator, Page } from '@playwright/test'
import { expectVerdict, openDrawer, paste, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/** The site of this project is built from a catalog with files that nobody has seen: fixtures/unseen-catalog.ts. */
const PAGE = 'openapi/v3/harbour/ferries'
const FERRIES = 'wxpay.v3.harbour.ferries'
const popup = '[role="tooltip"]'

const token = (page: Page, text: string): Locator => page.locator(`pre [data-hover]:text-is("${text}")`).first()
const row = (page: Page, field: string): Locator => page.locator(`[id="${field}"]`)
const answer = (frame: Locator): Locator => frame.getByRole('region', { name: '响应', exact: true })

test('the navigation finds it, its rows have addresses, its enum its values', async ({ page }) => {
  await page.goto('openapi/v3/payscore/plan/payscore-plans')
  await page.getByRole('searchbox', { name: /筛选/ }).fill('harbour')
  await page.locator('.nav-tree a').filter({ hasText: '租用渡船' }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('租用渡船')
  await expect(page).toHaveURL(/\/openapi\/v3\/harbour\/ferries$/)
  // the body, 5 fields, 2 of a berth, 1 of a lantern; the answer
  await expect(page.locator('#request tbody tr')).toHaveCount(9)
  await expect(row(page, 'request.berths.lanterns.glow')).toContainText('亮度(单位流明)')
  for (const value of ['UPPER', 'LOWER']) await expect(row(page, 'request.deck')).toContainText(value)
  await page.goto(`${PAGE}#request.berths.lanterns.glow`)
  await expect(row(page, 'request.berths.lanterns.glow')).toBeInViewport()
  await expect(row(page, 'response.ferry_id')).toContainText('渡船单号')
})

test('hovers tell its types and its Chinese lines', async ({ page }) => {
  await page.goto(PAGE)
  for (const [name, ...texts] of [
    ['hull_length', 'number', '船长(单位米)'],
    ['deck', 'UPPER', 'LOWER', '甲板'],
    ['glow', 'number', '亮度(单位流明)'],
  ] as const) {
    await token(page, name).hover()
    for (const text of [name, ...texts]) await expect(page.locator(popup)).toContainText(text)
  }
})

test('its sample runs in two clicks; conflict, query and 404 are its own', async ({ page }) => {
  await page.goto(PAGE)
  const frame = await openDrawer(page)
  const sent = page.waitForRequest(/\/proxy\/sandbox\/v3\/harbour\/ferries$/)
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await expect(answer(frame)).toContainText(/88\d{8}/)
  const body = (await sent).postDataJSON()
  expect(body).toMatchObject({ harbour_mchid: expect.stringMatching(/^\d{8,10}$/), deck: 'UPPER' })
  expect(body.out_ferry_no, 'a number of its own').not.toBe('FERRY20180608001')

  await paste(page, frame, `await ${FERRIES}.post(${JSON.stringify({ ...body, deck: 'LOWER' })})`)
  await run(frame)
  await expect(answer(frame)).toContainText('FERRY_NO_USED')
  await expect(answer(frame).getByRole('status')).toContainText('409')

  const query = (number: string) => `await ${FERRIES}.outFerryNo._out_ferry_no_.get({ out_ferry_no: '${number}' })`
  await paste(page, frame, query(body.out_ferry_no))
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await expect(answer(frame)).toContainText(body.out_ferry_no)

  await paste(page, frame, query('NOBODY0001'))
  await run(frame)
  await expect(answer(frame)).toContainText('FERRY_NOT_EXIST')
  await expect(answer(frame).getByRole('status')).toContainText('404')
})

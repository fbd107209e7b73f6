import { createServer } from 'node:http'
import { listen } from '../../playground/server/listen.node.ts'
import { expectVerdict, gotoPlayground, paste, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const OPERATION = 'get /v3/certificates'

// the browser's own words about what the frame's policy refuses
test.use({ expectedErrors: /Content Security Policy|violates the following/ })

/** Programs by name; each must throw or reject, and reach nobody. `CANARY` is a server that answers everyone. */
const ESCAPES: Record<string, string> = {
  fetch: 'await fetch(CANARY)',
  XMLHttpRequest: 'const x = new XMLHttpRequest(); x.open("GET", CANARY, false); x.send()',
  WebSocket: 'new WebSocket(CANARY.replace("http", "ws"))',
  EventSource: 'new EventSource(CANARY)',
  WebTransport: 'new WebTransport(CANARY.replace("http:", "https:"))',
  importScripts: 'importScripts(CANARY)',
  'dynamic import': 'await import(CANARY)',
  'dynamic import of data': 'await import("data:text/javascript,export default 1")',
  'dynamic import of a blob':
    'await import(URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" })))',
  eval: 'eval("1")',
  'new Function': 'new Function("return 1")()',
  'a function’s constructor': '(async () => {}).constructor("return 1")()',
  IndexedDB: 'indexedDB.open("x")',
  'file system': 'await navigator.storage.getDirectory()',
  caches: 'await caches.open("x")',
  BroadcastChannel: 'new BroadcastChannel("x").postMessage(1)',
  'nested worker': 'new Worker(URL.createObjectURL(new Blob([""])))',
  'shared worker': 'new SharedWorker("data:text/javascript,1")',
  'message to the frame': 'self.postMessage({ kind: "pong", beat: 1e9 })',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the program's own template
  'font from the network': 'await new FontFace("x", `url(${CANARY})`).load()',
  top: 'top.location.href = CANARY',
  parent: 'parent.postMessage({}, "*")',
  document: 'document.cookie',
  localStorage: 'localStorage.setItem("x", "1")',
  'another host through wxpay': 'await wxpay.v3.certificates.get({ baseURL: CANARY })',
  'a path of the control interface': 'await wxpay._sandbox.merchants.post({})',
  'a path with dots': 'await wxpay.v3.chain("../_sandbox/health").get()',
}

test('no escape from the runner reaches anybody', async ({ page }) => {
  const visitors: string[] = []
  const server = createServer((request, response) => {
    visitors.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' }).end('1')
  })
  const canary = await listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
  try {
    const frame = await gotoPlayground(page, OPERATION)
    const attempts = Object.entries(ESCAPES).map(
      ([name, code]) => `  ${JSON.stringify(name)}: async () => { ${code} },`,
    )
    await paste(page, frame, program(`${canary.origin}/canary`, attempts.join('\n')))
    await run(frame)
    await frame.getByRole('tab', { name: '控制台' }).click()
    const log = frame.getByRole('log')
    await expect(log).toContainText('尝试完毕', { timeout: 30_000 })
    const text = await log.innerText()
    expect(text).not.toContain('逃出')
    for (const name of Object.keys(ESCAPES)) expect(text).toContain(`挡住 ${name}`)
    expect(visitors).toEqual([])
  } finally {
    await canary.close()
  }
})

function program(canary: string, attempts: string): string {
  return `const CANARY = ${JSON.stringify(canary)}
const attempts = {
${attempts}
}
for (const [name, attempt] of Object.entries(attempts)) {
  const result = await attempt().then(() => '逃出', () => '挡住')
  console.log(result + ' ' + name)
}
console.log('尝试完毕')`
}

test('the port to the page cannot be had, and what is polluted stays in its worker', async ({ page }) => {
  const frame = await gotoPlayground(page, OPERATION)
  await paste(
    page,
    frame,
    `let stolen
MessagePort.prototype.postMessage = function () { stolen = this }
Object.defineProperty(MessageEvent.prototype, 'data', { get() { stolen = this.target; return undefined } })
try { Object.prototype.polluted = 'yes' } catch (error) { console.log('原型：' + error.message) }
Array.prototype.polluted = 'yes'
Promise.prototype.polluted = 'yes'
wxpay.v3.__proto__.polluted = 'yes'
wxpay.v3.certificates.constructor.prototype.polluted = 'yes'
const { status } = await wxpay.v3.certificates.get()
console.log('状态 ' + status, '端口 ' + typeof stolen)`,
  )
  await run(frame)
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('log')).toContainText('状态 200 端口 undefined')
  await expect(frame.getByRole('log')).toContainText('原型：Cannot add property polluted')
  expect(await page.evaluate(() => Reflect.get({}, 'polluted'))).toBeUndefined()
  await paste(
    page,
    frame,
    `const { status } = await wxpay.v3.certificates.get(); console.log(status, typeof ({}).polluted)`,
  )
  await run(frame)
  await frame.getByRole('tab', { name: '响应' }).click()
  await expectVerdict(frame, /200/, '验签通过')
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('log')).toContainText('200 undefined')
})

test('the frame has no origin, and its policy no connection', async ({ page }) => {
  const frame = await gotoPlayground(page, OPERATION)
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  const cage = page.locator('iframe[data-playground-frame]')
  await expect(cage).toHaveAttribute('sandbox', 'allow-scripts')
  const text = await cage.getAttribute('srcdoc')
  expect(text).toMatch(/default-src 'none'; script-src 'sha256-[\w+/=]+'; worker-src blob:; connect-src 'none'/)
  expect(text).not.toContain('unsafe')
})

/**
 * `npm run bench`: figures, as ratios where they can be. `-- weight editor` runs some parts alone, `--json` is for
 * machines. `weight` and `editor` need a built site.
 */
import { benchBuild } from './build.bench.ts'
import { benchEditor } from './editor.bench.ts'
import { benchGateway } from './gateway.bench.ts'
import { benchHover } from './hover.bench.ts'
import { benchPages } from './pages.bench.ts'
import { benchSandbox } from './sandbox.bench.ts'
import { benchWeight, lacksBuild } from './weight.bench.ts'

/** Measures, and gives the figures with the lines that say them. */
type Part = () => Promise<{ figures: unknown; lines: string[] }>

function part<Figures>(measure: () => Promise<Figures>, print: (figures: Figures) => string[]): Part {
  return async () => {
    const figures = await measure()
    return { figures, lines: print(figures) }
  }
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`

const PARTS: Record<string, Part> = {
  weight: part(benchWeight, ({ page, site }) => [
    `page            ${kilobytes(page.raw)} raw, ${kilobytes(page.gzip)} gzip, ${page.nodes} nodes, first view ${kilobytes(page.firstView)}`,
    `pages           ${site.pages}; median ${kilobytes(site.median.raw)} raw, ${kilobytes(site.median.gzip)} gzip, ${site.median.nodes} nodes`,
    ...site.largest.map(
      ({ page: name, raw, gzip }) => `                ${kilobytes(raw)} raw, ${kilobytes(gzip)} gzip: ${name}`,
    ),
    `site            ${(site.total / 1024 / 1024).toFixed(1)} MB`,
  ]),
  gateway: part(benchGateway, ({ concurrency, requests, gateway, signAndVerify, subtle, ...figures }) => [
    `proxy + sandbox ${figures.ratio} of one sign and one verify by the processor's time (${gateway.cpu} ms against ${signAndVerify.cpu} ms)`,
    `                ${figures.ratioByClock} by the clock (${gateway.rate} against ${signAndVerify.rate} a second)`,
    `                ${figures.ratioByFetch} as a Service Worker runs it, with a Response for each answer (${figures.gatewayByFetch.cpu} ms)`,
    `                ${figures.ratioWithClient} with a client that signs in the same process (${figures.gatewayWithClient.cpu} ms)`,
    `                by crypto.subtle one sign and one verify take ${subtle.cpu} ms (${subtle.rate} a second, on all cores)`,
    `                ${concurrency} at a time, ${requests} requests a round`,
  ]),
  sandbox: part(benchSandbox, ({ levels, memory, ...figures }) => [
    ...levels.map(
      ({ connections, rate, ratio, p50, p99 }) =>
        `sandbox         ${connections} connections: ${rate} requests a second, ${ratio} of one sign and one verify; p50 ${p50} ms, p99 ${p99} ms`,
    ),
    `                ${memory.before} MB; ${memory.after} MB with ${figures.objects} objects of ${figures.merchants} merchants`,
    `                a refund costs ${figures.ofOneMerchant.refund} ×, a page of a list ${figures.ofOneMerchant.list} × with ${figures.ofOneMerchant.objects} objects of one merchant`,
    `                a request costs ${figures.growthByObjects} × with them, ${figures.growthByCatalog} × with the whole catalog`,
  ]),
  hover: part(benchHover, ({ today, differing, ...full }) => [
    `hover engine    ${full.ratio} × stock twoslash (${full.ours} ms against ${full.stock} ms)`,
    `                ${full.blocks} distinct blocks, typings of ${full.operations} operations, ${full.hovers} hovers`,
    `                ${today.ratio} × with the typings of today's ${today.operations} operations (${today.ours} ms against ${today.stock} ms)`,
    `                ${differing.length} hovers differ`,
    ...differing.map((line) => `                  ${line}`),
  ]),
  editor: part(benchEditor, ({ first, warm, entries }) => [
    `editor          completion after \`wxpay.v3.\` in ${warm} ms, the first in ${first} ms, ${entries} rows shown`,
  ]),
  pages: part(benchPages, ({ sizes, ratio }) => [
    `cost of a page  ${ratio} × from the fewest to the most pages, by the processor's time`,
    ...sizes.map(({ pages, perPage }) => `                ${perPage} ms a page with ${pages} pages`),
  ]),
  build: part(benchBuild, ({ cold, warm, dev }) => [
    `build           cold ${cold.wall} s (processors ${cold.cpu} s), ${cold.peak} MB; warm ${warm.wall} s (${warm.cpu} s), ${warm.peak} MB`,
    `dev server      first page after ${dev.again} s, ${dev.afterBuild} s after a build, ${dev.first} s with no cache at all; an edit of the catalog shows after ${dev.afterEdit} s`,
  ]),
}

/** Parts that are figures of the built site. */
const BUILT = ['weight', 'editor']

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const unknown = asked.filter((name) => !(name in PARTS))
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
const result: Record<string, unknown> = {}
const json = process.argv.includes('--json')
for (const [name, run] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const lacking = BUILT.includes(name) ? await lacksBuild() : undefined
  if (lacking !== undefined) {
    result[name] = { lacking }
    if (!json) console.log(`${name.padEnd(15)} no figures: ${lacking}`)
    continue
  }
  const { figures, lines } = await run()
  result[name] = figures
  if (!json) console.log(lines.join('\n'))
}
if (json) console.log(JSON.stringify(result, undefined, 2))

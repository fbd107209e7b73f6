/** `npm run bench`: figures, as ratios where they can be; `-- --json` for machines. Needs a built site for the page's. */
import { fileURLToPath } from 'node:url'
import { measurePage, type PageSize } from '../budgets/measure.ts'
import { benchGateway, type GatewayBench } from './gateway.bench.ts'
import { benchHover, type HoverBench } from './hover.bench.ts'

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))

interface Bench {
  hover: HoverBench
  page: Omit<PageSize, 'files'>
  gateway: GatewayBench
}

async function measure(): Promise<Bench> {
  const { files: _, ...page } = await measurePage(dist, 'openapi/v3/payscore/plan/payscore-plans').catch(() => {
    throw new Error('there is no built site: run npm run build first')
  })
  return { page, gateway: await benchGateway(), hover: await benchHover() }
}

function print({ hover, page, gateway }: Bench): void {
  const { today, differing } = hover
  const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`
  console.log(`hover engine    ${hover.ratio} × stock twoslash (${hover.ours} ms against ${hover.stock} ms)`)
  console.log(
    `                ${hover.blocks} distinct blocks, typings of ${hover.operations} operations, ${hover.hovers} hovers`,
  )
  console.log(
    `                ${today.ratio} × with the typings of today's ${today.operations} operations (${today.ours} ms against ${today.stock} ms)`,
  )
  console.log(`                ${differing.length} hovers differ`)
  for (const line of differing) console.log(`                  ${line}`)
  console.log(
    `page            ${kilobytes(page.raw)} raw, ${kilobytes(page.gzip)} gzip, ${page.nodes} nodes, first view ${kilobytes(page.firstView)}`,
  )
  console.log(
    `proxy + sandbox ${gateway.ratio} of one sign and one verify (${gateway.gateway} against ${gateway.signAndVerify} a second)`,
  )
  console.log(
    `                ${gateway.ratioWithClient} with a client that signs in the same process (${gateway.gatewayWithClient} a second)`,
  )
  console.log(`                ${gateway.concurrency} at a time, ${gateway.requests} requests a round`)
}

const result = await measure()
if (process.argv.includes('--json')) console.log(JSON.stringify(result, undefined, 2))
else print(result)

import type { Catalog, Flow, FlowItem, FlowStep, Product } from '../../model/types.ts'
import { productPage } from './addresses.ts'
import { type Diagram, printDiagram } from './diagram-frame.ts'
import { codeSpan, escapeText } from './escape.ts'
import { frontMatter, type Reference } from './page.ts'
import { printLink } from './product-page.ts'
import { firstSentence, printLine, printProse } from './prose.ts'
import type { PageSample } from './samples.ts'

export interface FlowPageOptions {
  sequence: (flow: Flow, id: string) => Diagram
  /** The samples of what a step does, with the step's values in them. */
  samples: (step: FlowStep) => PageSample[]
  /** Finds what an id of an operation or a notification refers to. */
  refer: (id: string) => Reference | undefined
}

/** The page of one flow: needs, the diagram, each step that does something with its sample, and what goes wrong. */
export function deriveFlowPage(flow: Flow, catalog: Catalog, options: FlowPageOptions): string {
  const steps = stepsIn(flow.items, '').filter(({ step }) => hasSection(step))
  const parts = [
    '# {{ $frontmatter.title }}',
    printProse(flow.purpose),
    printProducts(catalog.products.filter(({ slug }) => flow.products.includes(slug))),
    ...(flow.needs.length > 0
      ? ['## 开始之前 {#needs}', flow.needs.map((need) => `- ${printLine(need)}`).join('\n')]
      : []),
    '## 时序 {#sequence}',
    printDiagram(options.sequence(flow, 'picture')),
    ...(steps.length > 0 ? ['## 分步说明 {#steps}', ...steps.flatMap((one) => printStep(one, options))] : []),
    ...printTroubles(flow),
    ...(flow.links.length > 0
      ? ['## 官方文档 {#official}', flow.links.map((link) => `- ${printLink(link)}`).join('\n')]
      : []),
  ]
  return `${frontMatter(flow.title, firstSentence(flow.purpose))}\n${parts.filter(Boolean).join('\n\n')}\n`
}

interface Placed {
  step: FlowStep
  /** The conditions of the frames around it, outermost first. */
  when: string
}

function stepsIn(items: FlowItem[], when: string): Placed[] {
  return items.flatMap((item) =>
    item.kind === 'step'
      ? [{ step: item, when }]
      : item.sections.flatMap((section) => stepsIn(section.items, [when, section.when].filter(Boolean).join('；'))),
  )
}

/** Whether there is more to say of a step than the picture does. */
export function hasSection({ operation, webhook, launch, note }: FlowStep): boolean {
  return [operation, webhook, launch, note].some(Boolean)
}

function printStep({ step, when }: Placed, { samples, refer }: FlowPageOptions): string[] {
  const { number, from, to, text, operation, webhook, note } = step
  const who = from === to ? from : `${from} → ${to}`
  const id = operation ?? webhook
  const target = id === undefined ? undefined : refer(id)
  const name =
    id === undefined ? '' : webhook ? webhook.replace(/^v\d\//, '') : id.replace(/^\w+/, (verb) => verb.toUpperCase())
  return [
    `### ${number}. ${escapeText(text)} {#step-${number}}`,
    `${escapeText(who)}${when ? ` · ${escapeText(when)}` : ''}`,
    target ? `[${escapeText(target.title)}](${target.page}) ${codeSpan(name)}` : '',
    note && printProse(note),
    printTabs(samples(step)),
  ].filter(Boolean)
}

/** One block as it is, several as tabs. */
function printTabs(samples: PageSample[]): string {
  const blocks = samples.map(printFence)
  return blocks.length > 1 ? ['::: code-group', ...blocks, ':::'].join('\n\n') : (blocks[0] ?? '')
}

function printFence({ label, lang, code, block = code, twoslash }: PageSample): string {
  const longest = Math.max(2, ...(block.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${lang}${twoslash ? ' twoslash' : ''} [${label}]\n${block.replace(/\n+$/, '')}\n${fence}`
}

function printProducts(products: Product[]): string {
  if (products.length === 0) return ''
  return `产品：${products.map((product) => `[${escapeText(product.title)}](${productPage(product)})`).join('、')}`
}

function printTroubles({ troubles }: Flow): string[] {
  if (troubles.length === 0) return []
  return [
    '## 会出什么问题 {#troubles}',
    ...troubles.flatMap(({ title, text }, index) => [
      `### ${escapeText(title)} {#trouble-${index + 1}}`,
      printProse(text),
    ]),
  ]
}

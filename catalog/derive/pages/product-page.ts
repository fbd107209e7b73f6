import type { Catalog, Flow, Link, Operation, Product, StateMachine } from '../../model/types.ts'
import { createOperationPages, flowPage, productPage } from './addresses.ts'
import { type Diagram, printDiagram } from './diagram-frame.ts'
import { operationsOf, type PageError, printErrorTable } from './error-table.ts'
import { codeSpan, escapeText } from './escape.ts'
import { countOperations, countWebhooks, createResolve, type ResolvedNode } from './groups.ts'
import { printOperationTable } from './operation-table.ts'
import { printWebhookTable } from './overview.ts'
import { frontMatter } from './page.ts'
import { firstSentence, printLine, printProse } from './prose.ts'

export interface ProductPageOptions {
  sequence: (flow: Flow, id: string) => Diagram
  states: (machine: StateMachine, id: string) => Diagram
  /** How the errors of operations are got in the sandbox. */
  errors?: (operations: Operation[]) => PageError[]
}

/** Makes the pages of the products of one catalog: what each is for, its flow, its states, its operations and notifications. */
export function createProductPages(catalog: Catalog, options: ProductPageOptions): (product: Product) => string {
  const resolve = createResolve(catalog)
  const pageOf = createOperationPages(catalog.operations)
  const flows = new Map(catalog.flows.map((flow) => [flow.id, flow]))
  return (product) => {
    const node = resolve(product)
    const own = product.flows.flatMap((id) => flows.get(id) ?? [])
    const parts = [
      '# {{ $frontmatter.title }}',
      product.purpose && printProse(product.purpose),
      printList('开始之前', 'needs', product.prerequisites.map(printLine)),
      ...printFlows(own, options),
      ...printStates(product.states, options),
      printList('包含的产品', 'products', partsOf(product, catalog.products)),
      ...printOperations(node, pageOf),
      ...printWebhooks(node),
      ...printErrors(printErrorTable(options.errors?.(operationsOf(node)) ?? [])),
      printList('官方文档', 'official', officialOf(product, node)),
    ]
    return `${frontMatter(product.title, summarize(product, node))}\n${parts.filter(Boolean).join('\n\n')}\n`
  }
}

function summarize({ title, purpose }: Product, node: ResolvedNode): string {
  const [operations, webhooks] = [countOperations(node), countWebhooks(node)]
  const counts = [operations > 0 && `${operations} 个接口`, webhooks > 0 && `${webhooks} 个通知`].filter(Boolean)
  return purpose ? firstSentence(purpose) : `${title}：${counts.join('，') || '产品介绍'}。`
}

function printList(title: string, id: string, items: string[]): string {
  return items.length > 0 ? `## ${title} {#${id}}\n\n${items.map((item) => `- ${item}`).join('\n')}` : ''
}

function printFlows(flows: Flow[], { sequence }: ProductPageOptions): string[] {
  const [main, ...others] = flows
  if (!main) return []
  const more = others.map(
    (flow) => `- [${escapeText(flow.title)}](${flowPage(flow)})：${escapeText(firstSentence(flow.purpose))}`,
  )
  return [
    '## 流程 {#flow}',
    `[${escapeText(main.title)}](${flowPage(main)})：${escapeText(firstSentence(main.purpose))}`,
    printDiagram(sequence(main, `flow-${main.id}`)),
    more.length > 0 ? `其他流程：\n\n${more.join('\n')}` : '',
  ]
}

function printStates(machines: StateMachine[], { states }: ProductPageOptions): string[] {
  if (machines.length === 0) return []
  const sections = machines.flatMap((machine, index) => {
    const id = `states-${index + 1}`
    const where = `字段 ${codeSpan(machine.field)}。${machine.note ? printLine(machine.note) : ''}`
    return [`### ${escapeText(machine.title)} {#${id}}`, where, printDiagram(states(machine, `${id}-picture`))]
  })
  return ['## 状态 {#states}', ...sections]
}

/** Products whose trail begins with this one's. */
function partsOf(product: Product, products: Product[]): string[] {
  const begins = (trail: string[]): boolean =>
    product.trails.some((own) => own.length < trail.length && own.every((title, index) => title === trail[index]))
  return products
    .filter((other) => other !== product && other.trails.some(begins))
    .map((other) => `[${escapeText(other.title)}](${productPage(other)})`)
}

function printOperations(node: ResolvedNode, pageOf: (operation: Operation) => string): string[] {
  const table = printOperationTable(node, { pageOf, withModes: true })
  return table ? ['## 接口 {#operations}', table] : []
}

function printWebhooks(node: ResolvedNode): string[] {
  const table = printWebhookTable(node)
  return table ? ['## 通知 {#webhooks}', table] : []
}

function printErrors(table: string): string[] {
  if (!table) return []
  const intro =
    '文档写明的错误码，在[沙箱](/guide/sandbox-errors)里都能得到：满足右边的条件；或者让任意一个文本参数含有 `SANDBOX-` 加上错误码。条件里 `request` 是请求参数，`now` 是沙箱里的时间。'
  return ['## 在沙箱里得到错误 {#errors}', intro, table]
}

const MOST_LINKS = 6

/** The links of the file; else the official page of the first operation of each group. */
function officialOf({ links }: Product, node: ResolvedNode): string[] {
  if (links.length > 0) return links.map(printLink)
  const pages = firstOperations(node).flatMap(({ title, official }) => {
    const [url] = official
    return url === undefined ? [] : [{ title, url }]
  })
  const distinct = [...new Map(pages.map((page) => [page.url, page])).values()]
  return distinct.slice(0, MOST_LINKS).map(printLink)
}

function firstOperations({ groups, children }: ResolvedNode): Operation[] {
  return [...groups.flatMap(({ operations }) => operations.slice(0, 1)), ...children.flatMap(firstOperations)]
}

export function printLink({ title, url }: Link): string {
  return `[${escapeText(title)}](${url})`
}

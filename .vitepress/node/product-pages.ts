import {
  deriveSequence,
  deriveStateDiagram,
  sequenceInWords,
  statesInWords,
} from '../../catalog/derive/diagrams/index.ts'
import { createErrorRows } from '../../catalog/derive/errors/index.ts'
import {
  createProductPages,
  type Diagram,
  deriveFlowOverview,
  deriveFlowPage,
  deriveProductOverview,
  type PageSample,
  type Reference,
} from '../../catalog/derive/pages/index.ts'
import { deriveLaunchSamples, deriveSamples } from '../../catalog/derive/samples/index.ts'
import type { Catalog, Flow, FlowStep, StateMachine } from '../../catalog/model/types.ts'
import { withValues } from '../../catalog/model/with-values.ts'
import { type GeneratedPage, lazyPage } from './generated-page.ts'

const PRODUCTS = { title: '产品', description: '微信支付的产品：各自用来做什么，怎样接入，有哪些接口和通知。' }
const FLOWS = {
  title: '流程',
  description: '从第一个请求到最后一个：每一步谁做什么、调用哪个接口、示例怎样写、会出什么问题。',
}

export interface ProductPages {
  product: GeneratedPage[]
  flow: GeneratedPage[]
}

/** The pages of products and flows; pictures and samples come from their own parts of `catalog/derive`. */
export function buildProductPages(catalog: Catalog, refer: (id: string) => Reference | undefined): ProductPages {
  const printProduct = createProductPages(catalog, { sequence, states, errors: createErrorRows(catalog) })
  const samples = (step: FlowStep): PageSample[] => samplesOf(step, catalog)
  const products = catalog.products.map((product) => {
    const page = { path: product.slug, source: `catalog/${product.source.file}` }
    return lazyPage(page, () => printProduct(product))
  })
  const flows = catalog.flows.map((flow) => {
    const page = { path: flow.id, source: `catalog/${flow.source.file}` }
    return lazyPage(page, () => deriveFlowPage(flow, catalog, { sequence, samples, refer }))
  })
  return {
    product: [lazyPage({ path: 'index' }, () => deriveProductOverview(catalog, PRODUCTS)), ...products],
    flow: [lazyPage({ path: 'index' }, () => deriveFlowOverview(catalog, FLOWS)), ...flows],
  }
}

function sequence(flow: Flow, id: string): Diagram {
  return { svg: deriveSequence(flow, { id }), label: `${flow.title}的时序图`, words: sequenceInWords(flow) }
}

function states(machine: StateMachine, id: string): Diagram {
  return { svg: deriveStateDiagram(machine, { id }), label: `${machine.title}的状态图`, words: statesInWords(machine) }
}

/** The Node.js call of the operation, with the numbers that run through the flow; or what hands its result to the client. */
function samplesOf({ operation, launch, values }: FlowStep, catalog: Catalog): PageSample[] {
  const find = (id: string | undefined) => catalog.operations.find((one) => one.id === id)
  const called = find(operation)
  if (called) return deriveSamples(withValues(called, values), catalog).filter((sample) => sample.id === 'node-call')
  const [first] = find(launch)?.launch ?? []
  if (!first) return []
  const front = first.calls.map(({ label, lang, code }) => ({ label, lang, group: label, code, twoslash: false }))
  const back = deriveLaunchSamples(first).filter(({ group }) => group === 'node')
  return [...back.map((sample) => ({ ...sample, label: '后端' })), ...front]
}

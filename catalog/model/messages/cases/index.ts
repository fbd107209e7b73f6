/** Broken catalog files, one for each thing that the catalog can say. `messages.md` shows what it says about them. */
import type { MessageCase } from './case.ts'
import { examples, fields, glossary } from './fields.ts'
import { references, shape, syntax } from './files.ts'
import { launches } from './launches.ts'
import { operations, webhooks } from './operations.ts'
import { flows, navigation, states } from './products.ts'
import { sandbox } from './sandbox.ts'

export type { MessageCase }

/** A catalog without operations that has nothing wrong with it. */
export const SOUND: Record<string, string> = {
  'products.yaml': '- { title: 交易, products: [orders] }\n',
  'products/orders.yaml': 'title: 订单\n',
  'identity.yaml': 'mchid: [mchid]\nsub_mchid: []\nappid: []\nopenid: []\n',
}

/** Group → what is wrong → the files. */
export const CASES: Record<string, Record<string, MessageCase>> = {
  YAML: syntax,
  References: references,
  'Shape of a file': shape,
  Operations: operations,
  Fields: fields,
  Examples: examples,
  Glossary: glossary,
  Notifications: webhooks,
  Products: navigation,
  States: states,
  Flows: flows,
  Launches: launches,
  Sandbox: sandbox,
}

import type { Json, Link, Source } from './types.ts'

/** One way through several operations, from the first call to the last: `catalog/flows/<id>.yaml`. */
export interface Flow {
  /** Address of its page below `/flow/`; the name of its file. */
  id: string
  title: string
  purpose: string
  /** Slugs of the products whose pages lead here, in their order. */
  products: string[]
  /** In the order of the columns, left to right. */
  participants: string[]
  /** What one needs before the first step. */
  needs: string[]
  items: FlowItem[]
  /** What goes wrong, and what to do then. */
  troubles: Trouble[]
  links: Link[]
  source: Source
}

export interface Trouble {
  title: string
  text: string
}

export type FlowItem = FlowStep | FlowFrame

/** One arrow. */
export interface FlowStep {
  kind: 'step'
  /** From 1, in reading order. */
  number: number
  from: string
  to: string
  text: string
  /** What comes back, drawn as a dashed arrow. */
  answer: string
  /** Id of the operation that is called. */
  operation?: string
  /** Id of the notification that arrives. */
  webhook?: string
  /** The id of the operation whose result is handed to the user's client: 调起支付. */
  launch?: string
  /** Paragraphs of the step's own section. */
  note: string
  /** Values by field name, put in place of the examples, so that one object runs through the flow. */
  values: Record<string, Json>
}

/** Steps that are taken only sometimes, or again and again. */
export interface FlowFrame {
  kind: 'alternatives' | 'loop' | 'optional'
  /** One, but for alternatives. */
  sections: { when: string; items: FlowItem[] }[]
}

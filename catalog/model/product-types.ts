import type { ProductNode, Source } from './types.ts'

/** A page elsewhere, usually an official one. */
export interface Link {
  title: string
  url: string
}

/** One product: a node of the product tree with a page of its own. */
export interface Product extends ProductNode {
  /** Address of its page below `/product/`; the name of its file. */
  slug: string
  /** The heading under which the index lists it: `收款`. */
  section: string
  /** The trails of `x-products` that mean this node; the first is the one from its own title. */
  trails: string[][]
  /** What it is for, paragraphs separated by an empty line; `''` where nothing is written yet. */
  purpose: string
  /** What one needs before the first call. */
  prerequisites: string[]
  links: Link[]
  /** Ids of flows; the first is the one drawn on the product's page. */
  flows: string[]
  states: StateMachine[]
  source: Source
}

/** How an object of the gateway lives: the values of one enum and what leads from one to the next. */
export interface StateMachine {
  /** What has the states: `订单`. */
  title: string
  /** Name of the enum field. */
  field: string
  /** Id of the operation or webhook whose answer or message holds the field. */
  of: string
  states: State[]
  /** Value of the state in which the object begins. */
  initial: string
  transitions: Transition[]
  /** What the picture cannot say. */
  note: string
}

export interface State {
  value: string
  title: string
  /** No transition leaves it. */
  final: boolean
}

export interface Transition {
  from: string
  to: string
  /** Id of the operation that causes it, where it is one. */
  operation?: string
  /** The cause in words: `用户支付`, `超时`; where an operation causes it, its label in the picture. */
  text: string
}

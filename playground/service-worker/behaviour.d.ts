declare module 'virtual:behaviour' {
  import type { BehaviourIndex, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
  /** Of the whole catalog, derived at build time by `build.node.ts`. */
  export const index: BehaviourIndex
  /** The operations that a new merchant's objects are made with; the others are files of the site. */
  export const operations: OperationBehaviour[]
}

declare module 'virtual:behaviour' {
  import type { Behaviour } from '../../catalog/derive/behaviour/index.ts'
  /** The whole catalog's, derived at build time by `build.node.ts`. */
  export const behaviour: Behaviour
}

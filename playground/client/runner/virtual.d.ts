declare module 'virtual:playground-runner' {
  /** Classic script of the worker: declares `__runtime`, whose `start(program)` is the entry. */
  export const runtime: string
  /** Classic script of the frame. */
  export const bootstrap: string
  /** `sha256-…` over `bootstrap`. */
  export const bootstrapHash: string
}

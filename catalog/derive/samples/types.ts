import type { IdentityKind } from '../../model/types.ts'

/**
 * A piece of a sample. A slot is a value that belongs to the visitor's merchant (an identity kind) or that has to be
 * new for each call (`fresh`: the key of an operation that creates something); `example` is its text in the page,
 * without quotes and already escaped for the string around it (single-quoted in JavaScript and Python, else double-quoted).
 */
export type Segment = string | { slot: IdentityKind | 'fresh'; example: string }

/** A language of the page, or a tool. */
export type SampleGroup = 'node' | 'php' | 'curl' | 'python' | 'go' | 'java'

/** One tab of samples. */
export interface Sample {
  /** Unique in its operation: `node-call`, `node-full`, `php-async-chain`, `curl` … */
  id: string
  /** The tab: `调用`, `完整代码`, `异步纯链式` … */
  label: string
  lang: 'js' | 'php' | 'bash' | 'python' | 'go' | 'java'
  /** The reader's choice: the first sample of each group is its tab, the others stand below as other ways to write it. */
  group: SampleGroup
  /** What a reader copies and the playground runs: no directive of the markdown dialect in it. */
  code: string
  /**
   * What the fence in the markdown holds where it differs from `code`: the same code with the directives of the
   * dialect (`// @ts-check`, `// ---cut---`, carets, `// [!code hl:n]`). A page prints `block ?? code`.
   */
  block?: string
  /** The fence says `twoslash`: types on hover, strictly checked. */
  twoslash: boolean
  /** `code` in pieces, where a visitor's own values can go in: joined with the examples it is `code`. */
  segments?: Segment[]
}

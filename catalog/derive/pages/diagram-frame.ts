import { printLine } from './prose.ts'

/** A drawing and the same in words. */
export interface Diagram {
  svg: string
  /** What the frame is called by assistive technology. */
  label: string
  /** The picture in words, one line each; markdown. */
  words: string[]
}

/** The drawing in a frame that scrolls, by keyboard too, and below it the words, folded away. */
export function printDiagram({ svg, label, words }: Diagram): string {
  return [
    `<div class="diagram" role="region" aria-label="${label}" tabindex="0" v-pre>${svg}</div>`,
    `::: details 图中文字\n${words.map((line) => `- ${printLine(line)}`).join('\n')}\n:::`,
  ].join('\n\n')
}

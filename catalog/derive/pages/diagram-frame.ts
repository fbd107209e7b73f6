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
    `::: details 图中文字\n${words.map((line) => `- ${printItem(line)}`).join('\n')}\n:::`,
  ].join('\n\n')
}

/** A line that begins with the number of a step is no list of its own. */
function printItem(line: string): string {
  return printLine(line).replace(/^(\d+)\./, '$1\\.')
}

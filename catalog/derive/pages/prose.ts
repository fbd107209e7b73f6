import { escapeProse, escapeText } from './escape.ts'

const RE_LINK = /(\[[^\]\n]+\]\([^)\s]+\))/
const RE_LINK_PARTS = /^\[(.+)\]\((.+)\)$/

/** Text of the catalog with a little markdown in it: paragraphs, lists of `- `, pairs of backticks, links. */
export function printProse(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const lines = block.split('\n')
      if (!lines.every((line) => line.startsWith('- '))) return printLine(lines.join(' '))
      return lines.map((line) => `- ${printLine(line.slice(2))}`).join('\n')
    })
    .join('\n\n')
}

/** One line of such text. */
export function printLine(text: string): string {
  return text
    .split(RE_LINK)
    .map((part) => {
      const [, label, url] = RE_LINK_PARTS.exec(part) ?? []
      return label && url ? `[${escapeText(label)}](${url})` : escapeProse(part, { keepEnds: true })
    })
    .join('')
    .trim()
}

/** The first sentence, without marks: a description for the head of the page. */
export function firstSentence(text: string): string {
  const plain = text
    .replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, '$1')
    .replace(/`/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[。！？]/.exec(plain)?.[0] ?? plain
}

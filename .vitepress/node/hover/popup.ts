import type { Element, ElementContent } from 'hast'
import type { Hover } from './answer.ts'

const RE_KIND = /^\([^)]*\) /
const RE_QUALIFIER = /(?:\bimport\("[^"]*"\)\.)?(?:[A-Za-z_$][\w$]*\.)+(?=[A-Za-z_$])/g

/** Where the name of `name(…)`, `name: …`, `name<…>.name = …` ends, and its parts between the dots. */
function namePath(text: string): { parts: string[]; end: number } {
  const parts: string[] = []
  let depth = 0
  let start = 0
  let end = 0
  for (; end < text.length; end++) {
    const char = text.charAt(end)
    if (char === '<') depth++
    else if (char === '>') depth--
    else if (depth === 0 && char === '.') {
      parts.push(text.slice(start, end))
      start = end + 1
    } else if (depth === 0 && !/[\w$"'-]/.test(char)) break
  }
  return { parts: [...parts, text.slice(start, end)], end }
}

/**
 * The type line a reader wants: `(property) JsonDataRequest.plan_duration: number` for
 * `(property) WeChatPay.OpenAPI.….JsonDataRequest.plan_duration: number`. Namespaces go, the owner of a member stays.
 */
export function shortenType(text: string): string {
  const line = text.replace(/^\(alias\) /, '').replace(/\nimport .*$/, '')
  const kind = RE_KIND.exec(line)?.[0] ?? ''
  const rest = line.slice(kind.length)
  if (kind === '') return outsideQuotes(rest)
  const { parts, end } = namePath(rest)
  return `${kind}${parts.slice(-2).map(outsideQuotes).join('.')}${outsideQuotes(rest.slice(end))}`
}

function outsideQuotes(text: string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 0 ? part.replace(RE_QUALIFIER, '') : part))
    .join('')
}

function element(tagName: string, children: ElementContent[], className?: string): Element {
  return { type: 'element', tagName, properties: className === undefined ? {} : { class: className }, children }
}

function text(value: string): ElementContent {
  return { type: 'text', value }
}

/** Chinese and identifiers only: `{@link …}` and markdown marks of the docs are shown as they are. */
export function popupElement(hover: Hover): Element {
  const lines = (hover.docs ?? '').split('\n').filter((line) => line.trim() !== '')
  const links = (hover.tags ?? []).flatMap(([name, value]) => (name === 'link' ? [value.trim()] : []))
  return element('div', [
    element('code', [text(shortenType(hover.text))]),
    ...lines.map((line) => element('p', [text(line)])),
    ...links
      .filter((url) => /^https?:\/\//.test(url))
      .map(
        (url): Element => ({
          ...element('a', [text('官方文档')]),
          properties: { href: url },
        }),
      ),
  ])
}

/** Two hovers with the same key show the same popup. */
export function popupKey({ text: line, docs, tags }: Hover): string {
  return JSON.stringify([shortenType(line), docs, tags])
}

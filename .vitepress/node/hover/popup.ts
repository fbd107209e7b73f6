import type { Element, ElementContent } from 'hast'
import type { Hover } from './answer.ts'

const RE_KIND = /^\(([^)]*)\) /
const RE_QUALIFIED = /(?:\bimport\("[^"]*"\)\.)?(?:[A-Za-z_$][\w$]*\.)+(?=[A-Za-z_$])/g

/**
 * The type line a reader wants: `(property) JsonDataRequest.plan_duration: number` for
 * `(property) WeChatPay.OpenAPI.….JsonDataRequest.plan_duration: number`. Namespaces go, the owner of a member stays.
 */
export function shortenType(text: string): string {
  const kind = RE_KIND.exec(text)?.[0] ?? ''
  const rest = text.slice(kind.length)
  const owner = kind === '' ? '' : (/^(?:[A-Za-z_$][\w$]*\.)*([A-Za-z_$][\w$]*(?:<[^(]*?>)?\.)[A-Za-z_$][\w$]*/.exec(rest)?.[1] ?? '')
  const named = /^(?:[A-Za-z_$][\w$]*\.)+/.exec(rest)?.[0] ?? ''
  const body = kind === '' || named === '' ? rest : rest.slice(named.length)
  return `${kind}${named === '' || kind === '' ? '' : owner}${outsideQuotes(body)}`
}

function outsideQuotes(text: string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 0 ? part.replace(RE_QUALIFIED, '') : part))
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
    ...links.filter((url) => /^https?:\/\//.test(url)).map((url): Element => ({
      ...element('a', [text('官方文档')]),
      properties: { href: url },
    })),
  ])
}

/** Two hovers with the same key show the same popup. */
export function popupKey({ text: line, docs, tags }: Hover): string {
  return JSON.stringify([shortenType(line), docs, tags])
}

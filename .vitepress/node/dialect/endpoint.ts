import { escapeHtml } from './html.ts'
import { hasClass, htmlBlock, type State } from './tokens.ts'

/**
 * A paragraph of class `endpoint` that holds a verb and a path (`` `POST` `/v3/…` {.endpoint} ``) becomes the bar with copy
 * button and `试一试`. The link works without JavaScript; the theme opens the playground over the page instead.
 */
export function endpoints(state: State, base: string): void {
  state.tokens.forEach((open, index) => {
    if (open.type !== 'paragraph_open' || !hasClass(open, 'endpoint')) return
    const [verb, path] = (state.tokens[index + 1]?.children ?? []).filter((child) => child.type === 'code_inline')
    if (!verb || !path) return
    state.tokens.splice(index, 3, htmlBlock(state, bar(verb.content.toUpperCase(), path.content, base)))
  })
}

function bar(verb: string, path: string, base: string): string {
  const operation = `${verb.toLowerCase()} ${path}`
  const href = escapeHtml(`${base}playground?operation=${encodeURI(operation)}`)
  // target="_self" keeps VitePress's router, which listens before the theme does, from following the link.
  return [
    `<p class="endpoint"><b class="verb ${verb.toLowerCase()}">${escapeHtml(verb)}</b>`,
    ` <code>${escapeHtml(path).replace(/\//g, '/<wbr>')}</code>`,
    `<button class="im-copy" aria-label="复制地址" data-copy="${escapeHtml(path)}"></button>`,
    `<a class="try-it" href="${href}" target="_self" data-operation="${escapeHtml(operation)}">试一试</a></p>\n`,
  ].join('')
}

import type { MarkdownRenderer } from 'vitepress'

/** The end of an address that names a field: `#request.amount.total`, `#get.response.refund_id`. */
const RE_FIELD = /#([\w$-]+(?:\.[\w$-]+)+)$/

/** Lets links keep the address of a field: VitePress makes a heading's slug of it, `#request-amount-total`. */
export function fieldLinks(md: MarkdownRenderer): void {
  const render = md.renderer.rules.link_open
  if (!render) return
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const field = RE_FIELD.exec(tokens[index]?.attrGet('href') ?? '')?.[1]
    const html = render(tokens, index, options, env, self)
    return field ? html.replace(/(\shref="[^"#]*#)[^"]*"/, (_whole, start: string) => `${start}${field}"`) : html
  }
}

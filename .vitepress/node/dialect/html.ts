/** Text as it may stand in the HTML that Vue compiles: entities decode after `{{` is looked for, so braces are safe too. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\{/g, '&#123;')
    .replace(/\}/g, '&#125;')
}

/** The address of an id within its page; `$` and Chinese stay readable, spaces and quotes do not stay. */
export function hashOf(id: string): string {
  return `#${encodeURI(id)}`
}

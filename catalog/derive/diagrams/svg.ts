/** Text or attribute of an SVG inside a page: neither markup nor a Vue expression. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'{}]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Attributes with numbers to one decimal. */
export function element(name: string, attributes: Record<string, string | number>, content = ''): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => `${key}="${typeof value === 'number' ? round(value) : value}"`,
  )
  const open = [name, ...list].join(' ')
  return content ? `<${open}>${content}</${name}>` : `<${open}/>`
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}

export interface LinesAt {
  x: number
  /** Baseline of the first line. */
  y: number
  lineHeight: number
  /** `middle` unless told. */
  anchor?: 'start' | 'middle' | 'end'
  className?: string
}

/** Lines of text below each other. */
export function textLines(lines: string[], { x, y, lineHeight, anchor = 'middle', className }: LinesAt): string {
  const spans = lines.map((line, index) =>
    element('tspan', { x, ...(index > 0 && { dy: lineHeight }) }, escapeXml(line)),
  )
  const attributes = { x, y, 'text-anchor': anchor, ...(className && { class: className }) }
  return element('text', attributes, spans.join(''))
}

export interface Drawing {
  /** Unique in the page: ids begin with it. */
  id: string
  title: string
  /** The picture in words. */
  description: string
  width: number
  height: number
  content: string
}

/**
 * One SVG on one line, drawn in its natural size; colours come from the page's stylesheet by class. Its text is text:
 * it can be selected, and what assistive technology reads is the title and the description.
 */
export function drawing({ id, title, description, width, height, content }: Drawing): string {
  const names =
    element('title', { id: `${id}-title` }, escapeXml(title)) +
    element('desc', { id: `${id}-desc` }, escapeXml(description))
  const head = element(
    'marker',
    {
      id: `${id}-head`,
      viewBox: '0 0 8 8',
      refX: 7.5,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      orient: 'auto-start-reverse',
    },
    '<path class="head" d="M0 0.5 8 4 0 7.5z"/>',
  )
  const attributes = {
    class: 'diagram-svg',
    xmlns: 'http://www.w3.org/2000/svg',
    role: 'img',
    'aria-labelledby': `${id}-title`,
    'aria-describedby': `${id}-desc`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
  }
  return element('svg', attributes, `${names}<defs>${head}</defs>${content}`)
}

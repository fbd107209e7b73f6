/** One coloured range: letter, gap since the last range, length. The other half is .vitepress/node/colour/ranges.ts. */
const RE_RANGE = /([a-z])(\d+)\.(\d+)/g

interface TextPiece {
  node: Text
  start: number
}

function textPieces(code: Element): TextPiece[] {
  const pieces: TextPiece[] = []
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT)
  let start = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text
    pieces.push({ node: text, start })
    start += text.data.length
  }
  return pieces
}

function toRange(pieces: readonly TextPiece[], from: number, to: number): Range | undefined {
  const at = (offset: number) => pieces.findLast((piece) => piece.start <= offset)
  const first = at(from)
  const last = at(to - 1)
  if (!first || !last) return undefined
  const range = document.createRange()
  range.setStart(first.node, from - first.start)
  range.setEnd(last.node, Math.min(to - last.start, last.node.data.length))
  return range
}

/** Drops ranges of pages that are gone. */
function prune() {
  for (const [name, highlight] of CSS.highlights) {
    if (!name.startsWith('code-')) continue
    for (const range of highlight) if (!range.startContainer.isConnected) highlight.delete(range)
  }
}

function colour(pre: HTMLElement) {
  const code = pre.querySelector('code')
  const table = pre.dataset.colour
  if (!code || table === undefined) return
  delete pre.dataset.colour
  const pieces = textPieces(code)
  let end = 0
  for (const [, kind, gap, length] of table.matchAll(RE_RANGE)) {
    const start = end + Number(gap)
    end = start + Number(length)
    const range = toRange(pieces, start, end)
    const name = `code-${kind}`
    const highlight = CSS.highlights.get(name) ?? new Highlight()
    CSS.highlights.set(name, highlight)
    if (range) highlight.add(range)
  }
}

/**
 * Colours a block of a code group when its tab is chosen. Without the CSS Custom Highlight API the text stays plain.
 * Returns what takes the listener off.
 */
export function installColours(root: Document): () => void {
  if (!('highlights' in CSS)) return () => {}
  const onChange = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return
    const group = target.closest('.vp-code-group')
    if (!group) return
    const index = [...group.querySelectorAll('.tabs input')].indexOf(target)
    const block = group.querySelector('.blocks')?.children[index]
    prune()
    for (const pre of block?.querySelectorAll<HTMLElement>('pre[data-colour]') ?? []) colour(pre)
  }
  root.addEventListener('change', onChange)
  return () => root.removeEventListener('change', onChange)
}

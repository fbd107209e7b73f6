/** What a JSON text says that its parsed value does not. */
export interface Spelling {
  /** JSON pointer of a name that stands twice in one object. */
  repeated?: string
  /** JSON pointers of the numbers that are written with a fraction or an exponent: `1.0`, `1e2`. */
  decimals: ReadonlySet<string>
}

/** Unrolled, so that a long string costs no backtracking. */
const RE_TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],:]/g

interface Frame {
  /** Name of the member, or index of the item, that is being read. */
  at: string | number
  /** Of an object. */
  names?: Set<string>
  /** The next string is a name. */
  awaits: boolean
}

/** Reads a text that is known to be JSON once more, for what parsing forgets. */
export function readSpelling(text: string): Spelling {
  const stack: Frame[] = []
  const decimals = new Set<string>()
  let repeated: string | undefined
  for (const [token] of text.matchAll(RE_TOKEN)) {
    const top = stack.at(-1)
    if (token === '{') stack.push({ at: '', names: new Set(), awaits: true })
    else if (token === '[') stack.push({ at: 0, awaits: false })
    else if (token === '}' || token === ']') stack.pop()
    else if (token === ':' && top) top.awaits = false
    else if (token === ',' && top) next(top)
    else if (top?.awaits) {
      top.at = JSON.parse(token) as string
      if (top.names?.has(top.at)) repeated ??= pointerOf(stack)
      top.names?.add(top.at)
    } else if (!token.startsWith('"') && /[.eE]/.test(token)) decimals.add(pointerOf(stack))
  }
  return { decimals, ...(repeated !== undefined && { repeated }) }
}

function next(frame: Frame): void {
  if (frame.names) frame.awaits = true
  else frame.at = Number(frame.at) + 1
}

function pointerOf(stack: Frame[]): string {
  return stack.map(({ at }) => `/${at}`).join('')
}

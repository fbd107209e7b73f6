/** The known name that looks most like `name`, if one is near enough to be a slip of the finger. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    // Short words are near to each other without having a letter in common.
    .filter(({ candidate, distance }) => distance < Math.max(name.length, candidate.length))
  ranked.sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined
}

/** More names than this say nothing to a person who looks for one. */
const FEW = 40

/** `Did you mean "x"?`, or the whole list where nothing is near and they are few. */
export function hintForName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (known.length > FEW) return `None of the ${known.length} names is like it.`
  return known.length > 0 ? `Known: ${known.join(', ')}.` : 'Nothing of that kind is known.'
}

/** Levenshtein distance; names are short, so the plain table will do. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

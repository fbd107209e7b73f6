/** What a page needs of a sample; `catalog/derive/samples` makes them. */
export interface PageSample {
  /** Title of its tab. */
  label: string
  lang: string
  group: string
  code: string
  /** What the fence holds where it differs from `code`: the same with directives of the dialect. */
  block?: string
  twoslash: boolean
}

const GROUPS: Record<string, string> = { node: 'Node.js', php: 'PHP', curl: 'cURL' }

export interface SampleOptions {
  /** Marks of the headings: `###`. */
  level: number
  /** Put before the ids of headings: `get.` on pages with several verbs. */
  prefix: string
}

/** Samples as code groups, one for each language, in the order in which they come. */
export function printSamples(samples: PageSample[], { level, prefix }: SampleOptions): string {
  const groups = [...new Set(samples.map((sample) => sample.group))]
  return groups
    .map((group) => {
      const heading = `${'#'.repeat(level)} ${GROUPS[group] ?? group} {#${prefix}sample-${group}}`
      const blocks = samples.filter((sample) => sample.group === group).map(printBlock)
      return [heading, '::: code-group', ...blocks, ':::'].join('\n\n')
    })
    .join('\n\n')
}

function printBlock({ label, lang, code, block = code, twoslash }: PageSample): string {
  const longest = Math.max(2, ...(block.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${lang}${twoslash ? ' twoslash' : ''} [${label}]\n${block.replace(/\n+$/, '')}\n${fence}`
}

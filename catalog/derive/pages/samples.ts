/** What a page needs of a sample; `catalog/derive/samples` makes them. */
export interface PageSample {
  /** Title of its tab, where its language has several. */
  label: string
  lang: string
  /** The language that a reader chooses. */
  group: string
  code: string
  /** What the fence holds where it differs from `code`: the same with directives of the dialect. */
  block?: string
  twoslash: boolean
}

/**
 * Titles of the languages' tabs: the same on every page, so that the theme can keep a reader's choice by the text of the
 * tab (`data-title` of its label).
 */
const LANGUAGES: Record<string, string> = {
  node: 'Node.js',
  php: 'PHP',
  curl: 'cURL',
  python: 'Python',
  go: 'Go',
  java: 'Java',
}

/** What a sample needs beside itself; the guide tells how to get it. */
const NEEDS: [text: string, groups: string[]][] = [
  ['`wechatpay-axios-plugin`', ['node']],
  ['`wechatpay-php`', ['php']],
  ['同目录下的公共代码', ['python', 'go', 'java']],
]

const titleOf = (group: string): string => LANGUAGES[group] ?? group

/**
 * Samples as one code group with a tab for each language, in the order in which they come; the other ways to write one in
 * a language stand folded below it.
 */
export function printSamples(samples: PageSample[]): string {
  const groups = [...new Set(samples.map((sample) => sample.group))]
  const first = groups.flatMap((group) => samples.find((sample) => sample.group === group) ?? [])
  const others = samples.filter((sample) => !first.includes(sample))
  const tabs = first.map((sample) => printBlock(sample, titleOf(sample.group)))
  return [printGroup(tabs), printOthers(others)].filter(Boolean).join('\n\n')
}

/** One line that says what the samples of a page need. */
export function printNeeds(samples: PageSample[]): string {
  const present = new Set(samples.map((sample) => sample.group))
  const lines = NEEDS.flatMap(([text, groups]) => {
    const named = groups.filter((group) => present.has(group))
    return named.length > 0 ? `${named.map(titleOf).join('、')} 示例需要${text.startsWith('`') ? ' ' : ''}${text}` : []
  })
  return lines.length > 0 ? `${lines.join('；')}。[准备与环境变量](/guide/samples)` : ''
}

function printOthers(samples: PageSample[]): string {
  if (samples.length === 0) return ''
  const languages = [...new Set(samples.map((sample) => titleOf(sample.group)))]
  const blocks = samples.map((sample) => printBlock(sample, `${titleOf(sample.group)} ${sample.label}`))
  return `:::: details 其他写法（${languages.join('、')}）\n\n${printGroup(blocks)}\n\n::::`
}

function printGroup(blocks: string[]): string {
  return blocks.length > 0 ? ['::: code-group', ...blocks, ':::'].join('\n\n') : ''
}

function printBlock({ lang, code, block = code, twoslash }: PageSample, title: string): string {
  const longest = Math.max(2, ...(block.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${lang}${twoslash ? ' twoslash' : ''} [${title}]\n${block.replace(/\n+$/, '')}\n${fence}`
}

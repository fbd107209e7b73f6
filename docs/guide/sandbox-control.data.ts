import { loadSite } from '../../.vitepress/node/site.ts'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { controlDocs } from '../../playground/sandbox/control/docs/controls.ts'
import { type RouteDoc, TOPICS } from '../../playground/sandbox/control/docs/index.ts'

/** One call as the page tells of it. */
export interface Call {
  method: string
  path: string
  summary: string
  /** Needs no token. */
  open: boolean
  fields: { name: string; text: string }[]
  /** What a field may choose, its default first in no particular place: `success 付款成功`. */
  cases: { name: string; title: string }[]
}

export interface Topic {
  title: string
  calls: Call[]
}

declare const data: { general: Topic[]; resources: Topic[] }

export { data }

/** The control calls of this catalog, from the same source as `GET /_sandbox/openapi.json`. */
export default {
  watch: ['../../catalog/resources/*.yaml'],
  async load(): Promise<typeof data> {
    const { resources } = deriveBehaviour((await loadSite()).catalog)
    const own = controlDocs(resources).map(({ title, docs }) => ({
      title,
      calls: docs.map((doc) => {
        const [, name = '', , control = ''] = doc.path.split('/')
        const rule = control ? resources[name]?.controls?.[control] : resources[name]?.arrive
        const cases = rule && 'cases' in rule ? Object.entries(rule.cases ?? {}) : []
        return {
          ...toCall(doc),
          fields: Object.entries(rule?.fields ?? {}).map(([field, { description }]) => ({
            name: field,
            text: description,
          })),
          cases: cases.map(([value, { title: said }]) => ({ name: value, title: said })),
        }
      }),
    }))
    return { general: TOPICS.map(({ title, docs }) => ({ title, calls: docs.map(toCall) })), resources: own }
  },
}

function toCall({ method, path, summary, open }: RouteDoc): Call {
  return { method: method.toUpperCase(), path: `/_sandbox${path}`, summary, open: open === true, fields: [], cases: [] }
}

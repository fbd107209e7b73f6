import { describe, expect, it } from 'vitest'
import { createKit } from '../../../tests/sandbox/kit.ts'
import { createEngine } from '../engine.ts'
import { createMemoryStore } from '../store/memory.ts'
import { TOPICS } from './docs/index.ts'
import { createControl } from './index.ts'
import { describeControl } from './openapi.ts'

const kit = await createKit()
const { resources } = kit.behaviour
interface Described {
  paths: Record<string, Record<string, { security?: unknown[]; responses: Record<string, unknown>; tags: string[] }>>
}
const document = describeControl(resources) as unknown as Described
const inBraces = (path: string): string => path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')

describe('the document of the control calls', () => {
  it('has every route, and no other', () => {
    const app = createControl(createEngine({ behaviour: kit.behaviour, store: createMemoryStore() }))
    const routes = app.routes.filter(({ method }) => method !== 'ALL')
    const known = new Set(routes.map(({ method, path }) => `${method.toLowerCase()} ${inBraces(path)}`))
    // one route each for what the data of all resources have
    for (const generic of ['/{resource}/{key}/{control}', '/{resource}']) {
      expect(known.delete(`post ${generic}`), generic).toBe(true)
    }
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const controls = Object.entries(resources).flatMap(([name, { controls = {}, arrive }]) => [
      ...(arrive ? [`post /${name}`] : []),
      ...Object.keys(controls).map((control) => `post /${name}/{key}/${control}`),
    ])
    expect(controls.length).toBeGreaterThan(0)
    expect(described.sort()).toEqual([...known, ...controls].sort())
  })

  it('tells which calls need a token', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { security, responses }] of Object.entries(operations)) {
        const open = security !== undefined
        expect(Object.hasOwn(responses, '401'), `${method} ${path}`).toBe(!open)
        const answer = await kit.sandbox.fetch(
          new Request(`http://x/_sandbox${path.replace(/[{}]/g, '')}`, { method: method.toUpperCase() }),
        )
        expect(answer.status === 401, `${method} ${path}`).toBe(!open)
      }
    }
  })

  it('is what the sandbox hands out', async () => {
    const answer = await kit.sandbox.fetch(new Request('http://x/_sandbox/openapi.json'))
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)))
  })

  it('shares no first segment between resources and topics', () => {
    const topics = TOPICS.flatMap(({ docs }) => docs.map(({ path }) => path.split('/')[1] ?? ''))
    expect(topics.filter((name) => Object.hasOwn(resources, name))).toEqual([])
  })
})

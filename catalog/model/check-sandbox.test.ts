import { describe, expect, it } from 'vitest'
import { answering, problemsOf } from './fixtures/build.ts'

describe('the gateway’s own rules', () => {
  it('are checked by the sandbox and reported at their lines', () => {
    const file = answering('no: { type: string, description: 单号 }').replace(
      '  responses:',
      '  x-sandbox:\n    resource: order\n    action: reed\n    key: [no]\n  responses:',
    )
    expect(problemsOf({ 'operations/v3/a.yaml': file })).toMatchInlineSnapshot(
      `"operations/v3/a.yaml:6  x-sandbox: Invalid type: Expected ("create" | "read" | "change" | "remove" | "list" | "echo" | "upload" | "certificates" | "public-key" | "fail") but received "reed" — expected ("create" | "read" | "change" | "remove" | "list" | "echo" | "upload" | "certificates" | "public-key" | "fail"), got "reed"; see catalog/resources/README.md"`,
    )
  })

  it('name only resources, transitions and webhooks that exist', () => {
    const ruled = (rule: string) =>
      answering('no: { type: string, description: 单号 }').replace('  responses:', `  x-sandbox: ${rule}\n  responses:`)
    expect(
      problemsOf({
        'operations/v3/a.yaml': ruled('{ action: read, resource: ordr, key: [no] }'),
        'operations/v3/b.yaml': ruled('{ action: change, resource: order, key: [no], transition: cloes }'),
        'resources/order.yaml': `arrive: { title: 订单, transition: close }
state: state
initial: NEW
transitions:
  close: { from: [NEW], to: CLOSED, notify: { webhook: v3/CLOSED } }
`,
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:4  x-sandbox names the resource "ordr", which nothing creates — Did you mean "order"?
      operations/v3/b.yaml:4  x-sandbox names the transition "cloes", which "order" lacks — Did you mean "close"?
      resources/order.yaml:5  notify names "v3/CLOSED", which is no webhook — Nothing of that kind is known."
    `)
  })
})

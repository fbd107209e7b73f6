import { expect, it } from 'vitest'
import type { Operation } from '../../model/types.ts'
import type { ReachedError } from '../errors/index.ts'
import { printErrorTable } from './error-table.ts'
import type { ResolvedNode } from './groups.ts'

const open = { sandbox: { action: 'echo' } } as unknown as Operation
const shut = {} as Operation

function nodeOf(...operations: Operation[]): ResolvedNode {
  return { title: '取货柜', groups: [{ label: '', operations }], webhooks: [], children: [] } as unknown as ResolvedNode
}

const waysOf = (operation: Operation): ReachedError[] =>
  operation === open
    ? [
        { status: 500, code: 'SYSTEM_ERROR', message: '系统错误', ways: [] },
        {
          status: 400,
          code: 'JAMMED',
          message: '柜门卡住',
          ways: [{ code: 'JAMMED', text: '格口的状态是', state: 'OPEN' }],
        },
      ]
    : [
        {
          status: 403,
          code: 'JAMMED',
          message: '不能开',
          ways: [{ code: 'JAMMED', text: '格口的状态是', state: 'LOST' }],
        },
      ]

it('has a row for each code of a product: those that come by themselves first, the others with the value that asks', () => {
  expect(printErrorTable(nodeOf(open, shut), waysOf)).toBe(
    [
      '| 错误码 | 在沙箱里怎样得到',
      '| --- | ---',
      '| `JAMMED`<br><small>400、403 柜门卡住</small> | 格口的状态是 `OPEN`、`LOST`',
      '| `SYSTEM_ERROR`<br><small>500 系统错误</small> | `SANDBOX-SYSTEM_ERROR`',
    ].join('\n'),
  )
})

it('is left out where the sandbox has no rules of the product', () => {
  expect(printErrorTable(nodeOf(shut), waysOf)).toBe('')
})

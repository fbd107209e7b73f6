import { expect, it } from 'vitest'
import { printErrorTable } from './error-table.ts'

it('has a row for each code: when it comes by itself, or the value that asks for it', () => {
  const jammed = { code: 'JAMMED', message: '柜门卡住', statuses: [400, 403], magic: 'SANDBOX-JAMMED' }
  const broken = { code: 'SYSTEM_ERROR', message: '系统错误', statuses: [500], ways: [], magic: 'SANDBOX-SYSTEM_ERROR' }
  expect(printErrorTable([{ ...jammed, ways: ['格口的状态是 `OPEN`、`LOST`', '二', '三', '四', '五'] }, broken])).toBe(
    [
      '| 错误码 | 在沙箱里怎样得到',
      '| --- | ---',
      '| `JAMMED`<br><small>400、403 柜门卡住</small> | 格口的状态是 `OPEN`、`LOST`；二；三；四 等',
      '| `SYSTEM_ERROR`<br><small>500 系统错误</small> | `SANDBOX-SYSTEM_ERROR`',
    ].join('\n'),
  )
  expect(printErrorTable([])).toBe('')
})

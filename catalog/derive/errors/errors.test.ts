import { expect, it } from 'vitest'
import type { Catalog, Operation } from '../../model/types.ts'
import { createErrorRows, createErrorWays, magicValue, wordsOf } from './index.ts'

const reply = (code: string) => ({ status: 400, code })

const catalog = {
  resources: {
    boats: {
      title: '小船',
      transitions: { sink: { to: 'SUNK', do: [{ check: 'object.leaks > 0', error: reply('DRY') }] } },
    },
    docks: { title: '码头' },
  },
  errors: {
    'signature-wrong': { status: 401, code: 'SIGN_ERROR' },
    'field-required': { status: 400, code: 'PARAM_ERROR' },
    'object-missing': { status: 404, code: 'RESOURCE_NOT_EXISTS' },
  },
} as unknown as Catalog

function waysOf(codes: string[], sandbox: unknown, more: Partial<Operation> = {}): Record<string, string[]> {
  const errors = codes.map((code) => ({ status: 400, code, message: code }))
  const parameters = { path: [], query: [{}] }
  const operation = { protocol: 'v3', errors, parameters, sandbox, ...more } as unknown as Operation
  return Object.fromEntries(createErrorWays(catalog)(operation).map(({ code, ways }) => [code, wordsOf(ways)]))
}

it('says of each documented error when the rule answers it', () => {
  const rule = {
    action: 'create',
    resource: 'boats',
    key: ['boat_no'],
    owner: { field: 'mchid', error: reply('NOT_YOURS') },
    guards: { SUNK: reply('GONE'), AFLOAT: reply('GONE') },
    conflict: reply('TAKEN'),
    refs: { dock: { resource: 'docks', by: ['dock_no'], missing: reply('NO_DOCK') } },
    do: [
      { if: 'request.fast', check: 'request.weight <= dock.limit', error: reply('HEAVY') },
      { when: 'request.x', do: [{ move: 'sink' }, { book: 1, to: 'kept', error: reply('POOR') }] },
    ],
  }
  expect(waysOf(['GONE', 'TAKEN', 'NO_DOCK', 'HEAVY', 'POOR', 'DRY', 'NOT_YOURS', 'NEVER'], rule)).toEqual({
    GONE: ['同一单号的小船已是 `SUNK`、`AFLOAT`'],
    TAKEN: ['单号相同，其余参数与首次不同'],
    NO_DOCK: ['没有这个码头'],
    HEAVY: ['`request.fast` 时，不满足 `request.weight <= dock.limit`'],
    POOR: ['可用的金额不够'],
    DRY: ['不满足 `object.leaks > 0`'],
    NOT_YOURS: ['参数里的商户号不是签名的商户'],
    NEVER: [],
  })
})

it('says of the gateway’s own checks what they refuse', () => {
  const rule = { action: 'read', resource: 'boats', key: ['boat_no'] }
  const codes = ['SIGN_ERROR', 'PARAM_ERROR', 'RESOURCE_NOT_EXISTS']
  expect(waysOf(codes, rule)).toEqual({
    SIGN_ERROR: ['签名不对'],
    PARAM_ERROR: ['缺少必填参数，或参数不合字段的约束'],
    RESOURCE_NOT_EXISTS: ['没有这个单号'],
  })
  expect(waysOf(codes, undefined, { protocol: 'v2' })).toEqual({
    SIGN_ERROR: [],
    PARAM_ERROR: [],
    RESOURCE_NOT_EXISTS: [],
  })
})

it('names the value that asks for an error', () => {
  expect(magicValue('SYSTEM_ERROR')).toBe('SANDBOX-SYSTEM_ERROR')
})

it('has each code of several operations once: those that come by themselves first', () => {
  const make = (state: string, status: number): Operation =>
    ({
      protocol: 'v3',
      errors: [
        { status: 500, code: 'SYSTEM_ERROR', message: '系统错误' },
        { status, code: 'GONE', message: '沉了' },
      ],
      parameters: { path: [], query: [] },
      sandbox: { action: 'create', resource: 'boats', key: ['boat_no'], guards: { [state]: reply('GONE') } },
    }) as unknown as Operation
  const rowsOf = createErrorRows(catalog)
  expect(rowsOf([make('SUNK', 400), make('LOST', 403)])).toEqual([
    {
      code: 'GONE',
      message: '沉了',
      statuses: [400, 403],
      ways: ['同一单号的小船已是 `SUNK`、`LOST`'],
      magic: 'SANDBOX-GONE',
    },
    { code: 'SYSTEM_ERROR', message: '系统错误', statuses: [500], ways: [], magic: 'SANDBOX-SYSTEM_ERROR' },
  ])
  expect(rowsOf([{ ...make('SUNK', 400), sandbox: undefined } as unknown as Operation])).toEqual([])
})

import * as v from 'valibot'
import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { ControlRule } from '../../../catalog/model/sandbox.ts'
import type { Engine } from '../engine.ts'
import { isObject, type JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { findForControl } from '../rules/index.ts'
import { bodySchema } from './docs/controls.ts'
import { type Held, type MoveDone, moveObject } from './held.ts'
import type { ProblemStatus } from './problem.ts'

export interface ControlCall {
  resource: string
  /** As the caller names the object. */
  key: string
  control: string
  body: JsonObject
  /** Where the caller reaches the sandbox. */
  origin: string
}

export interface ControlDone extends MoveDone {
  ok: true
  /** The case that was chosen. */
  outcome?: string
}

/** Why nothing was done, as `problem` takes it. */
export interface ControlRefused {
  ok: false
  status: ProblemStatus
  code: string
  detail: string
}

/** What payer, user or platform do in the real world: checks the call and moves the object as the resource's data say. */
export async function callControl(
  engine: Engine,
  merchant: Merchant,
  call: ControlCall,
): Promise<ControlDone | ControlRefused> {
  const rule = resourceOf(engine, call.resource)
  const control = rule && ownOf(rule.controls, call.control)
  if (!rule || !control) return unknownControl(call, rule)
  const refused = checkBody(control, rule, call.body)
  if (refused) return refused
  const held = await findForControl(engine, merchant, call)
  const { body, origin } = call
  return held ? callOn(engine, merchant, { held, control, body, origin }) : missing(rule, call)
}

/** The same for an object that is at hand and a body that has been checked. */
export async function callOn(
  engine: Engine,
  merchant: Merchant,
  { held, control, body, origin }: { held: Held; control: ControlRule; body: JsonObject; origin: string },
): Promise<ControlDone | ControlRefused> {
  const { outcome, transition } = chosen(control, body)
  const said = outcome === undefined ? {} : { outcome }
  if (transition === undefined) return { ok: true, ...held, ...said, moved: false, notifications: [] }
  const result = await moveObject(engine, merchant, { held, transition, request: body, origin })
  if ('detail' in result) return { ok: false, status: 409, code: 'STATE_REFUSED', detail: result.detail }
  return { ok: true, ...result, ...said }
}

export function resourceOf(engine: Engine, name: string): ResourceBehaviour | undefined {
  return ownOf(engine.options.behaviour.resources, name)
}

/** A value of a record of data by a name that came from outside. */
export function ownOf<T>(record: Record<string, T> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}

export function missing(rule: ResourceBehaviour, { resource, key }: { resource: string; key: string }): ControlRefused {
  const detail = `没有${rule.title ?? resource} ${key}：单号要与下单时的一致，而且属于令牌所属的商户`
  return { ok: false, status: 404, code: 'OBJECT_MISSING', detail }
}

export function unknownResource(engine: Engine, name: string): ControlRefused {
  const known = Object.keys(engine.options.behaviour.resources).join('、')
  return { ok: false, status: 404, code: 'RESOURCE_UNKNOWN', detail: `沙箱没有 ${name} 这一类对象。有的是：${known}` }
}

function unknownControl({ resource, control }: ControlCall, rule: ResourceBehaviour | undefined): ControlRefused {
  const names = Object.keys(rule?.controls ?? {})
  const hint =
    names.length > 0 ? `${rule?.title ?? resource}有：${names.join('、')}` : '全部控制接口见 GET /_sandbox/openapi.json'
  return {
    ok: false,
    status: 404,
    code: 'CONTROL_UNKNOWN',
    detail: `沙箱没有控制接口 ${resource}/…/${control}。${hint}`,
  }
}

/** What is wrong with a call's body. */
export function checkBody(control: ControlRule, rule: ResourceBehaviour, body: JsonObject): ControlRefused | undefined {
  const invalid = (detail: string): ControlRefused => ({ ok: false, status: 400, code: 'BODY_INVALID', detail })
  const parsed = v.safeParse(bodySchema(control, rule.scope), body)
  if (!parsed.success) return invalid(parsed.issues.map((issue) => issueText(issue, control)).join('；'))
  const { by } = control
  if (by === undefined || body[by] !== undefined || control.default !== undefined) return undefined
  return invalid(`请用 ${by} 说明结果：${Object.keys(control.cases ?? {}).join('、')}`)
}

function issueText(issue: v.BaseIssue<unknown>, { fields = {} }: ControlRule): string {
  const name = v.getDotPath(issue) ?? ''
  if (issue.expected === 'never') {
    const known = Object.keys(fields)
    return `没有字段 ${name}${known.length > 0 ? `，可以有的是 ${known.join('、')}` : '，这个接口没有字段'}`
  }
  if (issue.received === 'undefined') return `缺少字段 ${name}（${ownOf(fields, name)?.description ?? ''}）`
  return `字段 ${name} 应是 ${issue.expected}，收到的是 ${issue.received}`
}

function chosen(control: ControlRule, body: JsonObject): { outcome?: string; transition?: string | undefined } {
  const { by, cases } = control
  if (!cases) return { transition: control.transition }
  const name = String((by === undefined ? undefined : body[by]) ?? control.default ?? '')
  return { outcome: name, transition: ownOf(cases, name)?.transition }
}

/** A call's body; `undefined` where it is no JSON object. */
export function toBody(value: unknown): JsonObject | undefined {
  return isObject(value as never) ? (value as JsonObject) : undefined
}

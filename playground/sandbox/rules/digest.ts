import { type Shape, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { type Bytes, md5Hex, toBytes, toHex } from '../../signature/index.ts'
import type { Input } from '../input.ts'
import { refuseBy, type Work } from './context.ts'
import { isOfType } from './media.ts'

type DigestRule = Pick<Extract<SandboxRule, { action: 'upload' }>, 'digest' | 'mismatch' | 'accepts'>

/** 64 hex digits beside a file are its SHA-256: a pattern that allows nothing else. */
const RE_DIGEST = /^\^\[[0-9a-fA-F-]+\]\{64\}\$$/

/** The file against what the rule accepts, and the digest that it names. */
export async function checkUpload(work: Work, rule: DigestRule, input: Input): Promise<void> {
  const [file = toBytes('')] = input.files.values()
  const { accepts } = rule
  if (accepts && (file.length === 0 || file.length > accepts.max)) throw refuseBy(work, accepts.size, 'file-size')
  if (accepts && !isOfType(file, accepts.types)) throw refuseBy(work, accepts.wrong, 'file-type')
  await check(work, input, { path: rule.digest, mismatch: rule.mismatch, required: true })
}

/** Without a rule: the file against every field of the body that can only be its digest. */
export async function checkDigests(work: Work, input: Input): Promise<void> {
  if (input.files.size === 0 || saysOtherHash(input.body ?? {})) return
  for (const path of digestPaths(work.operation?.body?.fields ?? []))
    await check(work, input, { path, required: false })
}

/** Some uploads name SM3 as their hash, whose digest is as long. */
function saysOtherHash(value: Json): boolean {
  if (typeof value === 'string') return value.endsWith('SM3')
  return typeof value === 'object' && value !== null && Object.values(value).some(saysOtherHash)
}

function digestPaths(fields: readonly Shape[], above = ''): string[] {
  return fields.flatMap(({ name, constraints, fields: inner = [] }) => [
    ...(RE_DIGEST.test(constraints?.pattern ?? '') ? [`${above}${name}`] : []),
    ...digestPaths(inner, `${above}${name}.`),
  ])
}

interface Check {
  path: string
  mismatch?: DigestRule['mismatch']
  /** Whether the digest has to be there. */
  required: boolean
}

async function check(work: Work, { body, files }: Input, { path, mismatch, required }: Check): Promise<void> {
  const [file] = files.values()
  const found = valueAt(body, path)
  if (found === undefined && !required) return
  const wanted = String(found ?? '').toLowerCase()
  const actual = await digestOf(file ?? toBytes(''), wanted.length)
  if (actual !== wanted) throw refuseBy(work, mismatch, 'digest-wrong')
}

/** In hex digits: MD5 has 32 of them, SHA-256 twice as many. */
async function digestOf(bytes: Bytes, digits: number): Promise<string> {
  if (digits === 32) return md5Hex(bytes)
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

import type { Diagnosis } from '../../protocol/gateway/index.ts'
import { CLOCK_TOLERANCE, parseAuthorization, requestMessage } from '../../signature/index.ts'
import type { Merchant } from '../merchants.ts'
import { addressVariants } from './address-variants.ts'
import { bodyVariants } from './body-variants.ts'
import { CAUSES, type Cause } from './causes.ts'
import { differenceOf, showBytes } from './difference.ts'
import { malformed } from './header.ts'
import { readKeyOf, readNumbers } from './keys.ts'
import { openSeal, type Seal } from './seal.ts'
import { search } from './search.ts'
import { serialCause } from './serial.ts'
import { readSignature } from './signature-text.ts'

export { CAUSES, type Cause } from './causes.ts'
export { showBytes } from './difference.ts'

/** A request whose signature was refused. */
export interface Refused {
  /** The check that refused it. */
  check: string
  method: string
  /** Path and query as they arrived, without the sandbox's mount. */
  target: string
  host?: string
  /** Path of the matched operation with its parameters' names. */
  template?: string
  authorization: string | null
  /** The part of the body that is signed, and all of it. */
  signed: Uint8Array
  whole: Uint8Array
  /** Seconds since 1970. */
  now: number
  /** Whom it claims to be from. */
  merchant?: Merchant
}

/** A merchant registered here, whose key may have been taken by mistake. */
export interface Neighbour {
  serial_no: string
  /** SPKI PEM. */
  public_key: string
}

export interface Surroundings {
  /** Serials of the platform's certificate and public key. */
  platform: string[]
  /** Merchants registered here, some of them. */
  neighbours(): Promise<Neighbour[]>
}

/** What is known so far of a cause: the code, and what was seen. */
export interface Finding {
  causes: Cause[]
  detail?: string
  /** What was evidently signed. */
  message?: Uint8Array
}

/** Why a signature was refused; `undefined` for a check that is no matter of signatures. Never rejects. */
export async function diagnose(refused: Refused, around: Surroundings): Promise<Diagnosis | undefined> {
  const finding = await find(refused, around).catch((): Finding => ({ causes: ['message-other'] }))
  return finding && toDiagnosis(finding, expectedMessage(refused))
}

/** What the gateway builds of a request to check its signature; `undefined` where `Authorization` cannot be read. */
export function expectedMessage({ method, target, signed, authorization }: Refused): Uint8Array | undefined {
  const parsed = parseAuthorization(authorization)
  if (!parsed.ok) return undefined
  const { timestamp, nonce } = parsed.value
  return requestMessage({ method, url: target, timestamp, nonce, body: signed })
}

async function find(refused: Refused, around: Surroundings): Promise<Finding | undefined> {
  switch (refused.check) {
    case 'authorization-missing':
    case 'authorization-scheme':
      return { causes: [refused.check] }
    case 'authorization-malformed':
      return malformed(refused.authorization ?? '')
    case 'timestamp-window':
      return { causes: ['timestamp-window'], detail: clockDetail(refused) }
    case 'merchant-unknown':
      return { causes: ['merchant-unknown'] }
    case 'serial-wrong':
      return wrongSerial(refused, around)
    case 'signature-wrong':
      return wrongSignature(refused, around)
    default:
      return undefined
  }
}

function clockDetail({ authorization, now }: Refused): string {
  const parsed = parseAuthorization(authorization)
  if (!parsed.ok) return ''
  const seconds = Number(parsed.value.timestamp) - now
  const minutes = Math.round(Math.abs(seconds) / 60)
  const hours = Math.abs(seconds) % 3600 <= CLOCK_TOLERANCE || Math.abs(seconds) % 3600 >= 3600 - CLOCK_TOLERANCE
  const zone = hours && minutes <= 14 * 60 ? `，接近 ${Math.round(minutes / 60)} 小时整，可能按本地时区算了秒数` : ''
  return `请求的时间戳比网关${seconds < 0 ? '早' : '晚'} ${minutes} 分钟${zone}`
}

async function wrongSerial(refused: Refused, around: Surroundings): Promise<Finding> {
  const { merchant } = refused
  const parsed = parseAuthorization(refused.authorization)
  if (!merchant || !parsed.ok) return { causes: ['serial-unknown'] }
  const own = merchant.record.serial_no
  const given = parsed.value.serialNo
  const neighbours = await around.neighbours()
  const cause = serialCause(given, { own, platform: around.platform, neighbours })
  const { causes } = await wrongSignature(refused, around)
  const key = causes.length === 0 ? '；私钥是对的，只有序列号要改' : ''
  const others = causes.filter((one) => one.startsWith('key-'))
  return { causes: [cause, ...others], detail: `请求里是 ${given}，这个商户的是 ${own}${key}` }
}

/** Opens the signature with the merchant's public key, then looks for the message that is sealed in it. */
async function wrongSignature(refused: Refused, around: Surroundings): Promise<Finding> {
  const { merchant, authorization } = refused
  const parsed = parseAuthorization(authorization)
  if (!merchant || !parsed.ok) return { causes: ['message-other'] }
  const numbers = await readNumbers(merchant.verifying)
  const text = readSignature(parsed.value.signature, numbers.length)
  if (!text.bytes) return { causes: text.causes, detail: text.detail }
  const own = openSeal(text.bytes, numbers)
  const seal = own ?? (await sealOfNeighbour(text.bytes, around))
  const strange: Cause[] = own ? [] : seal ? ['key-other-merchant'] : ['key-unknown']
  if (!seal) return { causes: [...text.causes, ...strange], detail: text.detail }
  const found = search(seal, { ...parsed.value, ...lines(refused) }, variantsOf(refused))
  const before = [...text.causes, ...strange, ...sealCauses(seal), ...formCauses(refused)]
  if (found) return { causes: [...before, ...found.causes], message: found.message, detail: text.detail }
  if (isCompressed(refused.signed)) return { causes: [...before, 'body-compressed'], detail: text.detail }
  if (isNotUtf8(refused.signed)) return { causes: [...before, 'charset-body'], detail: text.detail }
  if (before.includes('meta-missing')) return { causes: before, detail: text.detail }
  return { causes: [...before, 'message-other'], detail: text.detail }
}

/** Of a form the gateway signs one part; without it, nothing. */
function formCauses({ signed, whole }: Refused): Cause[] {
  return signed.length === 0 && whole.length > 0 ? ['meta-missing'] : []
}

async function sealOfNeighbour(signature: Uint8Array, around: Surroundings): Promise<Seal | undefined> {
  for (const { public_key } of await around.neighbours()) {
    const seal = openSeal(signature, await readKeyOf(public_key))
    if (seal?.padding === 'pkcs1') return seal
  }
  return undefined
}

function sealCauses({ padding, hash }: Seal): Cause[] {
  const kinds: Cause[] = padding === 'pss' ? ['padding-pss'] : padding === 'bare' ? ['padding-bare'] : []
  if (padding === 'bare' || hash === 'SHA-256') return kinds
  return [...kinds, hash === 'SHA-1' ? 'digest-sha1' : 'digest-other']
}

function lines({ method, target, signed }: Refused): { method: string; url: string; body: string } {
  return { method, url: target, body: new TextDecoder('utf-8', { ignoreBOM: true }).decode(signed) }
}

function variantsOf(refused: Refused) {
  const { target, host, template, signed, whole } = refused
  const at = target.indexOf('?')
  const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return {
    url: addressVariants({ target, ...(host && { host }), ...(template && { template }) }),
    body: bodyVariants({ signed: text(signed), whole: text(whole), query: at < 0 ? '' : target.slice(at + 1) }),
  }
}

/** The first bytes of gzip (RFC 1952 §2.3.1); no JSON text begins with them. */
function isCompressed([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b
}

function isNotUtf8(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes).includes('\ufffd')
}

function toDiagnosis({ causes, detail = '', message }: Finding, expected?: Uint8Array): Diagnosis | undefined {
  const [cause] = causes
  if (!cause) return undefined
  return {
    cause,
    causes: [...new Set(causes)],
    title: [...new Set(causes)].map((one) => CAUSES[one][0]).join('；另外，'),
    detail,
    advice: [...new Set(causes)].map((one) => CAUSES[one][1]).join('。'),
    proven: message !== undefined,
    ...(message && { signed: showBytes(message) }),
    ...(message && expected && differenceOf(expected, message)),
  }
}

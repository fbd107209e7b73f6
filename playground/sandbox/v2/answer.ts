import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { FIELDS_V2, SANDBOX_NOTE_HEADER } from '../../protocol/gateway/index.ts'
import { writeXml } from '../../protocol/xml/index.ts'
import { randomNonce, type SignTypeV2, signV2, toBytes } from '../../signature/index.ts'
import type { GatewayAnswer } from '../exchange.ts'
import type { JsonObject } from '../input.ts'
import type { RefusalAnswer } from '../refusal.ts'

export interface Signing {
  operation: OperationBehaviour
  key: string
  signType: SignTypeV2
}

const SUCCESS = 'SUCCESS'
const FAIL = 'FAIL'
/** What the envelope says is the envelope's: an example of a failure is no part of a success. */
const ENVELOPE: readonly string[] = [
  FIELDS_V2.returnCode,
  FIELDS_V2.returnMessage,
  FIELDS_V2.resultCode,
  FIELDS_V2.errorCode,
  FIELDS_V2.errorMessage,
  FIELDS_V2.nonce,
  FIELDS_V2.sign,
]

/**
 * A successful message: the envelope, the operation's own fields, and the sign where its answers have one. What is accepted
 * and still undecided says so in `result_code`, and why in `err_code`.
 */
export function succeed(value: JsonObject, signing: Signing): GatewayAnswer {
  const { returnCode, returnMessage, resultCode, errorCode, errorMessage } = FIELDS_V2
  const { rule } = signing.operation
  const decides = rule !== undefined && 'reply' in rule && Object.hasOwn(rule.reply ?? {}, resultCode)
  const undecided = decides && value[resultCode] === FAIL
  const own = Object.fromEntries(Object.entries(value).filter(([name]) => !ENVELOPE.includes(name)))
  const envelope = {
    [returnCode]: SUCCESS,
    [returnMessage]: 'OK',
    ...(has(signing, resultCode) && { [resultCode]: undecided ? FAIL : SUCCESS }),
    ...(undecided && { [errorCode]: value[errorCode] ?? '', [errorMessage]: value[errorMessage] ?? '' }),
  }
  return send({ ...envelope, ...own }, signing)
}

/** The merchant is known and the request understood, but refused: a signed message with `err_code`. */
export function failBusiness(
  { status, code, message }: RefusalAnswer,
  base: JsonObject,
  signing: Signing,
): GatewayAnswer {
  // only a fault asks for it: what stands before the gateway answers so
  if (status >= 400) return { status, headers: {}, body: null }
  const { returnCode, returnMessage, resultCode, errorCode, errorMessage } = FIELDS_V2
  return send(
    {
      [returnCode]: SUCCESS,
      [returnMessage]: 'OK',
      ...base,
      [resultCode]: FAIL,
      [errorCode]: code ?? 'SYSTEMERROR',
      [errorMessage]: message ?? '',
    },
    signing,
  )
}

/** Where a file was asked for: `return_code` with the code beside it, unsigned. */
export function failFile({ code, message }: RefusalAnswer): GatewayAnswer {
  const { returnCode, returnMessage } = FIELDS_V2
  return respond({ [returnCode]: FAIL, [returnMessage]: message ?? '', error_code: code ?? '' }, 200)
}

/** What the gateway cannot read or believe: `return_code` alone, unsigned. */
export function failReturn({ status, message }: RefusalAnswer): GatewayAnswer {
  return respond({ [FIELDS_V2.returnCode]: FAIL, [FIELDS_V2.returnMessage]: message ?? '' }, status)
}

function send(fields: JsonObject, signing: Signing): GatewayAnswer {
  const { key, signType, operation } = signing
  const message: JsonObject = { ...fields }
  if (has(signing, FIELDS_V2.nonce)) message[FIELDS_V2.nonce] = randomNonce()
  if (has(signing, FIELDS_V2.sign)) message[FIELDS_V2.sign] = signV2(texts(message), key, signType)
  const response = respond(message, operation.reply.status)
  if (operation.mutualTls) response.headers[SANDBOX_NOTE_HEADER] = 'client-certificate-not-checked'
  return response
}

/** Whether the operation's answers have this field. */
function has({ operation }: Signing, field: string): boolean {
  return operation.reply.fields.some(({ name }) => name === field)
}

/** What is signed; an element with elements has no text of its own and is not. */
function texts(fields: JsonObject): Record<string, string> {
  const scalar = (value: Json): boolean => typeof value !== 'object'
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (scalar(value) ? [[name, String(value)]] : [])),
  )
}

function respond(fields: JsonObject, status: number): GatewayAnswer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: toBytes(writeXml(fields)) }
}

/** What the tests of notifications share: a receiver, what it may answer, and how its merchant checks what came. */
import type { NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import { importVerifyingKey, verifyAnswer } from '../../playground/signature/index.ts'
import type { Kit, KitOptions } from './notify-kit.ts'

export const data = { number: 'N1', total: 5, notify_url: 'http://127.0.0.1:9/notify' }
export const yes = async (): Promise<Response> => new Response(null, { status: 204 })
export const no = async (): Promise<Response> => new Response('no', { status: 500 })
export const xml = (code: string) => async (): Promise<Response> =>
  new Response(`<xml><return_code><![CDATA[${code}]]></return_code></xml>`)

export async function send(kit: Kit, webhook = 'v3/PAID', more: object = {}): Promise<string> {
  const { id, sent } = await kit.send({ data, ...more }, { webhook })
  await sent
  return id
}

export async function entryOf(kit: Kit, id: string): Promise<NotificationEntry> {
  const entry = await kit.notifications.find(kit.merchant.record.mchid, id)
  if (!entry) throw new Error(`no ${id}`)
  return entry
}

export async function verdictOf(kit: Kit, { headers, body }: Pick<NotificationEntry, 'headers' | 'body'>) {
  const { certificate, certificateKey, publicKey, publicKeyPem } = kit.platform
  const keys = new Map([
    [certificateKey.serial, await importVerifyingKey(certificate.pem)],
    [publicKey.serial, await importVerifyingKey(publicKeyPem)],
  ])
  return verifyAnswer({ status: 200, headers, body, keys, now: kit.now() })
}

/** Keeps what arrives and answers as told. */
export function receiver(answer: (request: Request) => Promise<Response>) {
  const seen: { headers: Record<string, string>; body: string; at: number }[] = []
  let kit: Kit | undefined
  const deliver: KitOptions['deliver'] = async (request) => {
    seen.push({ headers: Object.fromEntries(request.headers), body: await request.text(), at: kit?.now() ?? 0 })
    return answer(request)
  }
  return { seen, deliver, of: (its: Kit) => (kit = its) }
}

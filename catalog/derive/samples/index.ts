/**
 * Operation → samples, in the order of the tabs.
 *
 * A page prints each as a fence: info `js twoslash [调用]` where `twoslash`, text `block ?? code`. The playground starts
 * from the sample `node-call`: its `segments`, joined, are `code`; a slot is replaced by the visitor's own number, already
 * inside single quotes (escape `\` and `'`).
 *
 * `node-call` finds these globals around it, declared in derive/typings; the runner has to provide exactly these,
 * all synchronous:
 * - `wxpay`: the chain client;
 * - `Rsa.encrypt(plaintext: string, publicKey: string): string`, RSA-OAEP with SHA-1, base64 (a public key needs no
 *   secret, so BigInt arithmetic over SPKI or a certificate does; WebCrypto is asynchronous);
 * - `platformPublicKey: string` (PEM, SPKI) and `platformSerial: string` (what goes into `Wechatpay-Serial`);
 * - `Hash.sha256(content: string | Uint8Array): string`, lower-case hex;
 * - web standards: `FormData`, `Blob`, `atob`, `Uint8Array`, `JSON`, `console`.
 * An upload is `post(form, { meta, headers: { 'Content-Type': 'multipart/form-data' } })` with a standard `FormData`: the
 * signed text is `JSON.stringify(config.meta)`, equal to the form's part `meta`; the SDK on Node.js does just that.
 * Programs do not `await` at the top level: they end with `….then(…)`, and a rejection nobody handles is the program's error.
 *
 * cURL: bash 4, openssl, curl. Environment: `WECHATPAY_MCHID`, `WECHATPAY_SERIAL`, `WECHATPAY_PRIVATE_KEY` (file);
 * `WECHATPAY_BASE_URL`; where fields are encrypted `WECHATPAY_PLATFORM_PUBLIC_KEY` (file), `WECHATPAY_PLATFORM_SERIAL`;
 * for v2 `WECHATPAY_APIV2_KEY`. `WECHATPAY_APPID`, `WECHATPAY_OPENID`, `WECHATPAY_SUB_MCHID`, `WECHATPAY_NEW_NUMBER` (the
 * number of what is created) and `WECHATPAY_FILE` replace the examples where set. It prints status, headers and body (`curl -i`).
 * The full Node.js sample reads the same variables.
 */
import type { Catalog, Launch, Operation, Webhook } from '../../model/types.ts'
import { curlSample } from './curl.ts'
import { goSample } from './go.ts'
import { javaSample } from './java.ts'
import { launchSamples } from './launch.ts'
import { nodeCall, nodeFull } from './node.ts'
import { phpSamples } from './php.ts'
import { pythonSample } from './python.ts'
import type { Sample } from './types.ts'
import { toCall } from './value.ts'
import { webhookSamples } from './webhook.ts'

export type { Sample, Segment } from './types.ts'

/** Node.js (`调用`, `完整代码`), PHP in six styles, cURL, Python, Go, Java. */
export function deriveSamples(operation: Operation, catalog: Catalog): Sample[] {
  const call = toCall(operation, catalog)
  return [
    nodeCall(call),
    nodeFull(call),
    ...phpSamples(call),
    curlSample(call),
    pythonSample(call),
    goSample(call),
    javaSample(call),
  ]
}

/** Receiving a notification, one program in each language. */
export function deriveWebhookSamples(webhook: Webhook, _catalog: Catalog): Sample[] {
  return webhookSamples(webhook)
}

/** What the back end signs before the front end can go on, one program in each language; none where nothing is signed. */
export function deriveLaunchSamples(launch: Launch): Sample[] {
  return launchSamples(launch)
}

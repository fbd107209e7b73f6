import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import type { Catalog, Operation } from '../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import type { Gateway } from '../sdk/gateway.ts'

/** A sample to run: its code with a merchant's own numbers, and the environment that its shared code reads. */
export interface Job {
  id: string
  code: string
  env: Record<string, string>
}

/** What a driver says of a job: what the sample printed, or why it failed. */
export interface Outcome {
  id: string
  ok: boolean
  output: string
}

export interface JobOptions {
  gateway: Gateway
  catalog: Catalog
  /** The id of the sample in `deriveSamples`. */
  sample: string
  folder: string
}

/**
 * One job for each operation, each with a merchant of its own, so that no sample meets what another has left. The
 * merchants share a key pair of the test's: making one takes longer than running a sample.
 */
export async function createJobs(operations: readonly Operation[], options: JobOptions): Promise<Job[]> {
  const { gateway, folder } = options
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  await writeFile(join(folder, 'key.pem'), pair.privateKey)
  const jobs: Job[] = []
  for (const [index, operation] of operations.entries()) {
    const merchant = await register(gateway, pair.publicKey)
    if (index === 0) {
      await writeFile(join(folder, 'platform.pem'), merchant.platform.public_key)
      await writeFile(join(folder, 'platform-certificate.pem'), merchant.platform.certificate)
    }
    await writeFile(join(folder, `certificate${index}.pem`), merchant.certificate)
    jobs.push({
      id: operation.id,
      code: fill(operation, { ...options, merchant, number: index }),
      env: environment(merchant, { url: gateway.url, folder, number: index }),
    })
  }
  return jobs
}

async function register({ url }: Gateway, publicKey: string): Promise<MerchantAnswer> {
  const response = await fetch(`${url}/_sandbox/merchants`, {
    method: 'POST',
    body: JSON.stringify({ public_key: publicKey }),
  })
  if (!response.ok) throw new Error(`no merchant: ${response.status} ${await response.text()}`)
  return (await response.json()) as MerchantAnswer
}

/** The sample as the page has it, the merchant's numbers and a new number in its slots. */
function fill(
  operation: Operation,
  { catalog, sample: id, merchant, number }: JobOptions & { merchant: MerchantAnswer; number: number },
): string {
  const sample = deriveSamples(operation, catalog).find((one) => one.id === id)
  if (!sample) throw new Error(`${operation.id} has no sample ${id}`)
  const values = { ...merchant, fresh: freshNumber(number) }
  return (sample.segments ?? [sample.code])
    .map((segment) => (typeof segment === 'string' ? segment : values[segment.slot]))
    .join('')
}

const freshNumber = (number: number): string => `T2026${String(number).padStart(8, '0')}`

interface Place {
  url: string
  folder: string
  number: number
}

function environment(merchant: MerchantAnswer, { url, folder, number }: Place): Record<string, string> {
  return {
    WECHATPAY_BASE_URL: url,
    WECHATPAY_MCHID: merchant.mchid,
    WECHATPAY_SERIAL: merchant.serial_no,
    WECHATPAY_PRIVATE_KEY: join(folder, 'key.pem'),
    WECHATPAY_PLATFORM_SERIAL: merchant.platform.public_key_id,
    WECHATPAY_PLATFORM_PUBLIC_KEY: join(folder, 'platform.pem'),
    WECHATPAY_APIV3_KEY: merchant.apiv3_key,
    WECHATPAY_APIV2_KEY: merchant.apiv2_key,
    WECHATPAY_CERTIFICATE: join(folder, `certificate${number}.pem`),
    // the slots of the cURL sample
    WECHATPAY_SUB_MCHID: merchant.sub_mchid,
    WECHATPAY_APPID: merchant.appid,
    WECHATPAY_OPENID: merchant.openid,
    WECHATPAY_NEW_NUMBER: freshNumber(number),
  }
}

import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { importVerifyingKey, verifyAnswer } from '../../playground/signature/index.ts'
import type { Job, Outcome } from './jobs.ts'

const exec = promisify(execFile)
const AT_ONCE = 4

interface CurlAnswer {
  status: number
  headers: Headers
  body: Buffer
}

/** Runs the scripts a few at a time and verifies what they print, for bash does not. */
export async function runScripts(jobs: readonly Job[], folder: string): Promise<Outcome[]> {
  const keys = await platformKeys(folder, jobs[0]?.env.WECHATPAY_PLATFORM_SERIAL ?? '')
  const outcomes: Outcome[] = []
  const waiting = jobs.entries()
  const work = async (): Promise<void> => {
    for (const [index, job] of waiting) {
      const output = await runScript(job, join(folder, `${index}.sh`)).then(
        (answer) => judge(answer, keys),
        (error: unknown) => String(error),
      )
      outcomes[index] = { id: job.id, ok: true, output }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcomes
}

/** Both keys of the platform by serial: the script names the public key only where it encrypts. */
async function platformKeys(folder: string, publicKeyId: string): Promise<Map<string, CryptoKey>> {
  const certificate = await readFile(join(folder, 'platform-certificate.pem'), 'utf8')
  const publicKey = await readFile(join(folder, 'platform.pem'), 'utf8')
  return new Map([
    [publicKeyId, await importVerifyingKey(publicKey)],
    [new X509Certificate(certificate).serialNumber, await importVerifyingKey(certificate)],
  ])
}

/** A script as a reader would run it: pasted into a file, with nothing but the environment that it names. */
async function runScript({ code, env }: Job, file: string): Promise<CurlAnswer> {
  await writeFile(file, code)
  const { stdout } = await exec('bash', [file], {
    env: { PATH: process.env.PATH ?? '', no_proxy: '*', ...env },
    encoding: 'latin1',
    maxBuffer: 16 * 1024 * 1024,
  })
  return readAnswer(stdout)
}

/** The status if the answer is genuine, else what is wrong with it. Files carry no signature, nor do answers of v2. */
async function judge({ status, headers, body }: CurlAnswer, keys: ReadonlyMap<string, CryptoKey>): Promise<string> {
  const text = body.toString('utf8')
  if (text.startsWith('<xml>')) return /<return_code>(?:<!\[CDATA\[)?SUCCESS/.test(text) ? String(status) : text
  const isFile = body.length > 0 && !headers.get('Content-Type')?.includes('json')
  if (status === 302 || (isFile && !headers.has('Wechatpay-Signature'))) return String(status)
  const verdict = await verifyAnswer({ status, headers, body, keys, now: Date.now() })
  return verdict.ok ? String(status) : `${verdict.message} ${status} ${text}`
}

/** What `curl -i` prints; an interim answer may stand before the real one. */
function readAnswer(text: string): CurlAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(first.split(' ')[1])
  const rest = text.slice(end + 4)
  if (status < 200) return readAnswer(rest)
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return { status, headers: new Headers(headers), body: Buffer.from(rest, 'latin1') }
}

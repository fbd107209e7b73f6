import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveLaunchSamples, type Sample } from '../../catalog/derive/samples/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { Launch } from '../../catalog/model/types.ts'
import { importSigningKey, signMessage, signV2 } from '../../playground/signature/index.ts'
import { findToolchains, type Programs, type Toolchain, toolchainsRequired } from '../support/toolchains.ts'
import keys from '../vectors/keys.json' with { type: 'json' }

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')
// inside node_modules, so that the programs of Node.js find the SDK as they would in a reader's project
const cache = join(root, 'node_modules/.cache/launches')
const APIV2_KEY = '192006250b4c09247ec02edce69f6a2d'

const catalog = await loadCatalog()
/** One operation's launch of each kind that is signed. */
const launches = [
  ...new Map(catalog.operations.flatMap(({ launch = [] }) => launch.map((one) => [one.kind, one] as const))).values(),
].filter(({ sign }) => sign)

interface Language {
  group: Sample['group']
  needs: Toolchain[]
  /** Files beside the sample. */
  beside: [name: string, source: string][]
  file: string
  /** Commands in turn; the last one prints. */
  commands(programs: Programs): string[][]
}

const LANGUAGES: Record<string, Language> = {
  'Node.js': { group: 'node', needs: [], beside: [], file: 'a.mjs', commands: () => [[process.execPath, 'a.mjs']] },
  PHP: {
    group: 'php',
    needs: ['php'],
    beside: [['vendor/autoload.php', 'tests/receivers/wechatpay.php']],
    file: 'a.php',
    commands: ({ php = '' }) => [
      [php, '-l', 'a.php'],
      [php, 'a.php'],
    ],
  },
  Python: {
    group: 'python',
    needs: ['python'],
    beside: [['wechatpay.py', 'docs/public/samples/wechatpay.py']],
    file: 'a.py',
    commands: ({ python = '' }) => [[python, 'a.py']],
  },
  Go: {
    group: 'go',
    needs: ['go'],
    beside: [['wechatpay.go', 'docs/public/samples/wechatpay.go']],
    file: 'a.go',
    commands: ({ go = '' }) => [[go, 'run', 'a.go', 'wechatpay.go']],
  },
  Java: {
    group: 'java',
    needs: ['javac', 'java'],
    beside: [['wechatpay/WechatPay.java', 'docs/public/samples/WechatPay.java']],
    file: 'Launch.java',
    commands: ({ javac = '', java = '' }) => [
      [javac, '-encoding', 'UTF-8', 'Launch.java'],
      [java, 'Launch'],
    ],
  },
}

let folder: string
beforeAll(async () => {
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'run-'))
  await writeFile(join(folder, 'key.pem'), keys.private_key)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the program of a language prints: the values and their signature. */
async function run(launch: Launch, language: Language, programs: Programs): Promise<Record<string, string>> {
  const sample = deriveLaunchSamples(launch).find(({ group }) => group === language.group)
  if (!sample) throw new Error(`${launch.kind} has no sample in ${language.group}`)
  const cwd = join(folder, `${language.group}-${launch.kind}`)
  await mkdir(cwd, { recursive: true })
  await writeFile(join(cwd, language.file), sample.code)
  for (const [name, source] of language.beside) {
    await mkdir(join(cwd, name, '..'), { recursive: true })
    await copyFile(join(root, source), join(cwd, name))
  }
  const env = {
    ...process.env,
    GOCACHE: join(root, 'node_modules/.cache/go-build'),
    PYTHONDONTWRITEBYTECODE: '1',
    WECHATPAY_MCHID: '1900000777',
    WECHATPAY_SERIAL: keys.serial,
    WECHATPAY_PRIVATE_KEY: join(folder, 'key.pem'),
    WECHATPAY_APIV2_KEY: APIV2_KEY,
  }
  let printed = ''
  for (const [program = '', ...args] of language.commands(programs)) {
    printed = (await exec(program, args, { cwd, env })).stdout
  }
  return JSON.parse(printed)
}

/** The signature as our own code makes it over the values that were printed. RSA PKCS#1 v1.5 is deterministic. */
async function expected({ sign }: Launch, values: Record<string, string>): Promise<string> {
  if (sign?.type !== 'RSA') return signV2(values, APIV2_KEY, sign?.type)
  const message = sign.fields.map((name) => `${values[name]}\n`).join('')
  return signMessage(await importSigningKey(keys.private_key), message)
}

/** What an answer holds where the front end has to go on. */
const CREDENTIALS = [
  'prepay_id',
  'h5_url',
  'mweb_url',
  'code_url',
  'apply_permissions_token',
  'package_info',
  'package',
]

/** Answers with such a field whose launch is not known, or where nothing is launched. */
const WITHOUT_LAUNCH = [
  'post /v2/deposit/unifiedorder',
  'post /v2/mmpaymkttransfers/sendminiprogramhb',
  'post /v2/wxv/createhotelbill',
  'post /v2/wxv/createrentbill',
  'post /v3/combine-transactions/miniprogram',
  'post /v3/ecommerce/mch-transfer/transfer-bills',
  'post /v3/fund-app/mch-transfer/partner/transfer-bills/pre-transfer-with-authorization',
  'post /v3/fund-app/mch-transfer/partner/user-confirm-authorizations',
  'post /v3/fund-app/mch-transfer/transfer-bills/pre-transfer-with-authorization',
  'post /v3/fund-app/mch-transfer/user-confirm-authorization',
  'post /v3/med-ins/orders',
  'post /v3/pay-devices/open-scenario-speaker/{device_sn}/bind',
  'post /v3/pay-devices/open-scenario-speaker/{device_sn}/prebind',
  'post /v3/pay-devices/open-scenario-speaker/{device_sn}/unbind',
  'post /v3/pay-devices/open-scenario-speakerorder/{transaction_id}/report',
  'post /v3/pay/partner/transactions/scannedpos',
  'post /v3/payscore/acquiringbank/permissions',
  'post /v3/payscore/acquiringbank/serviceorder',
  'post /v3/payscore/acquiringbank/servicepayondeliveryorder',
  'post /v3/payscore/partner/servicepayondeliveryorder',
  'post /v3/payscore/payafter-orders',
  'post /v3/payscore/servicepayondeliveryorder',
  'post /v3/payscore/smartretail-orders',
  'post /v3/platsolution/ecommerce/mch-transfer/compensate-bills/pre-transfer',
  'post /v3/platsolution/ecommerce/mch-transfer/insurance-claim-bills/pre-transfer',
  'post /v3/platsolution/insurance/mch-transfer/reservation/apply',
  'post /v3/platsolution/mch-transfer/reservation/apply',
  'post /v3/repayment/combine-transactions/partner/prepay',
]

it('says for every order how it is launched, but for those that are listed', () => {
  const without = catalog.operations.filter(
    ({ method, launch, replies }) =>
      method === 'post' && !launch && replies[0]?.fields.some(({ name }) => CREDENTIALS.includes(name)),
  )
  expect(without.map(({ id }) => id).sort()).toEqual(WITHOUT_LAUNCH)
})

describe.each(Object.entries(LANGUAGES))('the launches in %s', (name, language) => {
  const { programs, missing } = findToolchains(language.needs)
  const listed = missing.length > 0 && !toolchainsRequired
  if (listed) console.warn(`not run: the launches in ${name}, for want of ${missing.join(', ')}`)

  it.skipIf(listed).each(launches)('sign $kind as the platform checks it', { timeout: 120_000 }, async (launch) => {
    expect(missing, 'toolchains').toEqual([])
    const { [launch.sign?.name ?? '']: signature, ...values } = await run(launch, language, programs)
    // the v2 signature covers everything, in whatever order the program printed it
    expect(Object.keys(values).sort()).toEqual(launch.values.map((one) => one.name).sort())
    expect(Object.values(values).join()).not.toMatch(/undefined|null|\{|^,|,,|,$/)
    expect(signature).toBe(await expected(launch, values))
    expect(Math.abs(Number(values.timeStamp ?? values.timestamp) - Date.now() / 1000)).toBeLessThan(60)
  })
})

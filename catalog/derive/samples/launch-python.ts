import { answerFields, expression, remark, type SignedLaunch, type Writer } from './launch-value.ts'
import { escapePython } from './python.ts'
import type { Sample } from './types.ts'

const quote = (text: string) => `'${escapePython(text)}'`

const WRITER: Writer = {
  text: quote,
  timestamp: 'str(int(time.time()))',
  nonce: 'secrets.token_hex(16)',
  mchid: "os.environ['WECHATPAY_MCHID']",
  variable: (field) => field,
  join: ' + ',
}

/** The values and their signature as JSON, with the shared `wechatpay.py` beside it. */
export function pythonLaunch(launch: SignedLaunch): Sample {
  const { sign, values } = launch
  const rsa = sign.type === 'RSA'
  const entries = values.map((value) => {
    const why = remark(value)
    return `    '${value.name}': ${expression(value, WRITER)},${why ? `  # ${why}` : ''}`
  })
  const body = [
    ...answerFields(launch).map(({ field, example }) => `${field} = ${quote(example)}  # 应答里的 ${field}`),
    'params = {',
    ...entries,
    '}',
    ...(rsa
      ? [
          `signed = [${sign.fields.map((name) => `'${name}'`).join(', ')}]  # 每个值后面一个换行`,
          `params['${sign.name}'] = WechatPay().sign(''.join(params[name] + '\\n' for name in signed))`,
        ]
      : [`params['${sign.name}'] = sign_v2(params, '${sign.type}')`]),
    'print(json.dumps(params))',
  ]
  const modules = ['json', 'os', 'secrets', 'time'].filter((name) => body.some((line) => line.includes(`${name}.`)))
  const imports = [
    ...modules.map((name) => `import ${name}`),
    '',
    `from wechatpay import ${rsa ? 'WechatPay' : 'sign_v2'}`,
    '',
  ]
  const code = [...imports, ...body].join('\n')
  return { id: `python-launch-${launch.kind}`, label: '后端', lang: 'python', group: 'python', code, twoslash: false }
}

import { answerFields, expression, remark, type SignedLaunch, safeName, type Writer } from './launch-value.ts'
import { escapeJs } from './segments.ts'
import type { Sample } from './types.ts'

const quote = (text: string) => `'${escapeJs(text)}'`

const WRITER: Writer = {
  text: quote,
  timestamp: 'String(Formatter.timestamp())',
  nonce: 'Formatter.nonce()',
  mchid: "process.env.WECHATPAY_MCHID ?? ''",
  variable: (field) => safeName(field, ['package']),
  join: ' + ',
}

/** The values and their signature as JSON, with the SDK. */
export function nodeLaunch(launch: SignedLaunch): Sample {
  const { sign, values } = launch
  const rsa = sign.type === 'RSA'
  const entries = values.map((value) => {
    const why = remark(value)
    return `  ${value.name}: ${expression(value, WRITER)},${why ? ` // ${why}` : ''}`
  })
  const signature = rsa
    ? `Rsa.sign(Formatter.joinedByLineFeed(${sign.fields.map((name) => `params.${name}`).join(', ')}), privateKey)`
    : `Hash.sign('${sign.type}', params, process.env.WECHATPAY_APIV2_KEY ?? '')`
  const code = [
    ...(rsa ? ["import { readFileSync } from 'node:fs'"] : []),
    `import { Formatter, ${rsa ? 'Rsa' : 'Hash'} } from 'wechatpay-axios-plugin'`,
    '',
    ...(rsa
      ? ["const privateKey = readFileSync(process.env.WECHATPAY_PRIVATE_KEY ?? 'apiclient_key.pem', 'utf8')"]
      : []),
    ...answerFields(launch).map(
      ({ field, example }) => `const ${WRITER.variable(field)} = ${quote(example)} // 应答里的 ${field}`,
    ),
    'const params = {',
    ...entries,
    '}',
    `const ${sign.name} = ${signature}`,
    `console.log(JSON.stringify({ ...params, ${sign.name} }))`,
  ].join('\n')
  return {
    id: `node-launch-${launch.kind}`,
    label: '后端',
    lang: 'js',
    group: 'node',
    code,
    block: `// @ts-check\n// ---cut---\n${code}`,
    twoslash: true,
  }
}

import { answerFields, expression, remark, type SignedLaunch, type Writer } from './launch-value.ts'
import type { Sample } from './types.ts'

/** As Java writes names; `package` is a word of the language. */
const camel = (field: string) =>
  field === 'package' ? 'packageValue' : field.replace(/_(.)/g, (_, one: string) => one.toUpperCase())

const WRITER: Writer = {
  text: JSON.stringify,
  timestamp: 'String.valueOf(System.currentTimeMillis() / 1000)',
  nonce: 'UUID.randomUUID().toString().replace("-", "")',
  mchid: 'System.getenv("WECHATPAY_MCHID")',
  variable: camel,
  join: ' + ',
}

/** The values and their signature as JSON, with the shared `wechatpay/WechatPay.java` beside it. */
export function javaLaunch(launch: SignedLaunch): Sample {
  const { sign, values } = launch
  const puts = values.map((value) => {
    const why = remark(value)
    return `params.put("${value.name}", ${expression(value, WRITER)});${why ? ` // ${why}` : ''}`
  })
  const signature =
    sign.type === 'RSA'
      ? [
          `var message = ${sign.fields.map((name) => `params.get("${name}") + "\\n"`).join(' + ')};`,
          `params.put("${sign.name}", new WechatPay().sign(message));`,
        ]
      : [`params.put("${sign.name}", WechatPay.signV2(params, "${sign.type}"));`]
  const body = [
    ...answerFields(launch).map(
      ({ field, example }) => `var ${camel(field)} = ${JSON.stringify(example)}; // 应答里的 ${field}`,
    ),
    'var params = new LinkedHashMap<String, String>();',
    ...puts,
    ...signature,
    'System.out.println(WechatPay.json(params));',
  ]
  const code = [
    'import java.util.LinkedHashMap;',
    ...(body.some((line) => line.includes('UUID.')) ? ['import java.util.UUID;'] : []),
    'import wechatpay.WechatPay;',
    '',
    'class Launch {',
    '  public static void main(String[] args) throws Exception {',
    ...body.map((line) => `    ${line}`),
    '  }',
    '}',
  ].join('\n')
  return { id: `java-launch-${launch.kind}`, label: '后端', lang: 'java', group: 'java', code, twoslash: false }
}

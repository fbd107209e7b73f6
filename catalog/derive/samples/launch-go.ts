import { answerFields, expression, remark, type SignedLaunch, type Writer } from './launch-value.ts'
import type { Sample } from './types.ts'

const RE_WORD = /_(.)/g
/** As Go writes names: `prepayId`; `package` is a word of the language. */
const camel = (field: string) =>
  field === 'package' ? 'packageValue' : field.replace(RE_WORD, (_, one: string) => one.toUpperCase())

const WRITER: Writer = {
  text: JSON.stringify,
  timestamp: 'strconv.FormatInt(time.Now().Unix(), 10)',
  nonce: 'randomHex()',
  mchid: 'os.Getenv("WECHATPAY_MCHID")',
  variable: camel,
  join: ' + ',
}

/** The values and their signature as JSON, with the shared `wechatpay.go` beside it. */
export function goLaunch(launch: SignedLaunch): Sample {
  const { sign, values } = launch
  const rsa = sign.type === 'RSA'
  const type = rsa ? 'map[string]string' : 'Values'
  const body = [
    ...answerFields(launch).map(
      ({ field, example }) => `${camel(field)} := ${JSON.stringify(example)} // 应答里的 ${field}`,
    ),
    `params := ${type}{`,
    ...align(values.map((value) => [`"${value.name}":`, `${expression(value, WRITER)},`, remark(value)])),
    '}',
    ...(rsa
      ? [
          `message := ${sign.fields.map((name) => `params["${name}"] + "\\n"`).join(' + ')}`,
          'signature, err := NewWechatPay().Sign(message)',
          'if err != nil {',
          '\tpanic(err)',
          '}',
          `params["${sign.name}"] = signature`,
        ]
      : [`params["${sign.name}"] = signV2(params, "${sign.type}")`]),
    'fmt.Println(JSON(params))',
  ]
  const modules = ['fmt', 'os', 'strconv', 'time'].filter((name) => body.some((line) => line.includes(`${name}.`)))
  const imports = ['import (', ...modules.map((name) => `\t"${name}"`), ')']
  const code = ['package main', '', ...imports, '', 'func main() {', ...body.map((line) => `\t${line}`), '}'].join('\n')
  return { id: `go-launch-${launch.kind}`, label: '后端', lang: 'go', group: 'go', code, twoslash: false }
}

/** Columns as gofmt has them. */
function align(rows: [key: string, value: string, remark: string | undefined][]): string[] {
  const width = Math.max(...rows.map(([key]) => key.length))
  return rows.map(([key, value, why]) => `\t${key.padEnd(width)} ${value}${why ? ` // ${why}` : ''}`)
}

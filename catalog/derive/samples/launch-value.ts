import type { Launch, LaunchPart, LaunchValue } from '../../model/types.ts'

/** How a language writes the parts of a value. */
export interface Writer {
  text(value: string): string
  /** Expressions of a text each. */
  timestamp: string
  nonce: string
  mchid: string
  /** The variable that holds a field of the answer. */
  variable(field: string): string
  /** Between two texts that become one: ` + `. */
  join: string
}

/** A value as an expression. */
export function expression({ parts }: LaunchValue, writer: Writer): string {
  return parts.map((part) => partExpression(part, writer)).join(writer.join)
}

function partExpression(part: LaunchPart, writer: Writer): string {
  if ('text' in part) return writer.text(part.text)
  if (part.source === 'response') return writer.variable(part.field)
  if (part.source === 'request') return writer.text(String(part.example))
  return writer[part.source]
}

/** What a reader cannot see in an expression: which field of the request the text is. */
export function remark({ parts }: LaunchValue): string | undefined {
  const [part, ...rest] = parts
  return part && rest.length === 0 && 'field' in part && part.source === 'request'
    ? `下单时的 ${part.field}`
    : undefined
}

/** The fields of the answer that go into the values, each once. */
export function answerFields({ values }: Launch): { field: string; example: string }[] {
  const found = values.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      'field' in part && part.source === 'response' ? [{ field: part.field, example: String(part.example) }] : [],
    ),
  )
  return found.filter(({ field }, index) => found.findIndex((one) => one.field === field) === index)
}

/** A launch whose values are signed. */
export type SignedLaunch = Launch & { sign: NonNullable<Launch['sign']> }

/** Names of variables may not be words of the language: `package`, `class`. A letter is put behind. */
export function safeName(name: string, reserved: readonly string[]): string {
  return reserved.includes(name) ? `${name}_` : name
}

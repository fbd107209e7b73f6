/** What a plain scalar cannot begin with; `-`, `?` and `:` could, before a letter, but nobody has to know that. */
const RE_INDICATOR = /^[-?:,[\]{}#&*!|>'"%@`]/
/** Read as null, boolean or number by YAML 1.2 … */
const RE_OTHER_TYPE =
  /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/
/** … or as a boolean, a number, a time or a date by the readers of YAML 1.1 that are still around. */
const RE_OLD_TYPE =
  /^([-+]?\d[\d_]*|[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?|\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|<<|=|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const RE_UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/

export interface ScalarOptions {
  /** Inside brackets or braces, where `,` and they themselves have a meaning. */
  flow: boolean
  /** Before a `:`. */
  key?: boolean
}

/** A value on one line, with quotes only where YAML needs them. */
export function printScalar(value: unknown, options: ScalarOptions): string {
  if (typeof value === 'string') return printText(value, options)
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'bigint') return String(value)
  return value === true ? 'true' : value === false ? 'false' : 'null'
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

function printText(text: string, options: ScalarOptions): string {
  if (RE_UNPRINTABLE.test(text)) return JSON.stringify(text).replace(RE_JSON_LEAVES, escapeUnit)
  return isPlain(text, options) ? text : `'${text.replaceAll("'", "''")}'`
}

/** Unprintable, but written as they are by `JSON.stringify`. */
const RE_JSON_LEAVES = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function isPlain(text: string, { flow, key }: ScalarOptions): boolean {
  if (text === '' || text !== text.trim() || RE_INDICATOR.test(text)) return false
  if (RE_OTHER_TYPE.test(text) || RE_OLD_TYPE.test(text)) return false
  if (/:( |$)| #/.test(text) || (key && text.length > 1000)) return false
  return !flow || !/[,[\]{}]|:$/.test(text)
}

import { AUTHORIZATION_SCHEME } from '../../signature/index.ts'
import type { Finding } from './index.ts'

const FIELDS = ['mchid', 'serial_no', 'nonce_str', 'timestamp', 'signature']

/** What is wrong with an `Authorization` whose scheme is right. */
export function malformed(header: string): Finding {
  const list = header.slice(AUTHORIZATION_SCHEME.length)
  const found = readLoosely(list)
  if (/^\d{13}$/.test(found.get('timestamp') ?? '')) return { causes: ['timestamp-milliseconds'] }
  return { causes: ['authorization-format'], detail: problemsOf(list, found).join('；') }
}

/** The fields of a header however it is written, for showing and for finding whom it claims to be from. */
export function readLoosely(list: string): Map<string, string> {
  const found = list.matchAll(/([a-z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,\s"']*))/gi)
  return new Map([...found].map(([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? '']))
}

function problemsOf(list: string, found: Map<string, string>): string[] {
  const missing = FIELDS.filter((name) => !found.get(name))
  const unknown = [...found.keys()].filter((name) => !FIELDS.includes(name))
  return [
    ...(missing.length > 0 ? [`缺少 ${missing.join('、')}`] : []),
    ...(unknown.length > 0 ? [`多出 ${unknown.slice(0, 5).join('、').slice(0, 80)}`] : []),
    ...(/,\s/.test(list) ? ['逗号后面有空格'] : []),
    ...(/='|=[^"']/.test(list.replace(/"[^"]*"/g, '""')) ? ['值没有用双引号'] : []),
    ...(/\s/.test(found.get('signature') ?? '') ? ['signature 里有空白'] : []),
    ...(/\D/.test(found.get('timestamp') ?? '0') ? ['timestamp 不是整数'] : []),
    ...(list.startsWith(' ') ? [] : ['认证类型之后不是一个空格']),
  ]
}

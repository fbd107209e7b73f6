import type { Json } from '../../../catalog/model/types.ts'
import { parseTime } from '../clock/duration.ts'

/** The gateway writes Beijing time. */
const BEIJING_OFFSET = 8 * 60 * 60 * 1000
/** What a date can be. */
const FIRST = Date.parse('0001-01-02T00:00:00Z')
const LAST = Date.UTC(9999, 11, 30)
const RE_COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/
const RE_DAY = /^\d{4}-\d{2}-\d{2}$/

/** 2018-06-08T10:34:56+08:00 */
export function toRfc3339(milliseconds: number): string {
  return `${beijing(milliseconds).slice(0, 19)}+08:00`
}

/** 20180608103456 */
export function toStamp(milliseconds: number): string {
  return beijing(milliseconds).slice(0, 19).replace(/\D/g, '')
}

/** Milliseconds since 1970 of RFC 3339, `yyyyMMddHHmmss`, `yyyyMMdd` or `yyyy-MM-dd` (Beijing); `undefined` for anything else. */
export function readMoment(value: Json | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  if (RE_DAY.test(value)) return parseTime(`${value}T00:00:00+08:00`)
  const compact = RE_COMPACT.exec(value)
  if (!compact) return parseTime(value)
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = compact
  return parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
}

/** A request may ask for any number of days: dates begin and end somewhere. */
function beijing(milliseconds: number): string {
  return new Date(Math.max(FIRST, Math.min(LAST, milliseconds)) + BEIJING_OFFSET).toISOString()
}

import type { Json } from '../../../catalog/model/types.ts'

const HOUR = 3_600_000
/** Characters that turn the direction of what follows, and controls: `exe.png` must not be read where `gnp.exe` is written. */
const RE_DECEIVING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]|(?![\n\t])\p{Cc}/gu
/** China has had one offset since 1991; a page shows everybody the merchant's time. */
const OFFSET = 8 * HOUR

/** 分 as 元 with two places and grouped thousands: `123456` → `1,234.56`. Anything but a whole number is shown as it is. */
export function toYuan(fen: Json | undefined): string {
  const amount = Number(fen)
  if (fen === null || fen === undefined || fen === '' || !Number.isSafeInteger(amount)) return toLine(fen)
  const digits = String(Math.abs(amount)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${amount < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** RFC 3339 as `2026-01-31 18:05:00`, Beijing time. What is no time is shown as it is. */
export function toMoment(time: Json | undefined): string {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (Number.isNaN(at)) return toLine(time)
  return new Date(at + OFFSET).toISOString().slice(0, 19).replace('T', ' ')
}

/** Any value as text: lists with 、, objects as JSON, nothing as `''`. What could deceive a reader becomes �. */
export function toLine(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'object' && Array.isArray(value)) return value.map(toLine).filter(Boolean).join('、')
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(RE_DECEIVING, '�')
}

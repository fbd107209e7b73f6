/** ISO 8601, one unit at least; only seconds may have a fraction. */
const RE_DURATION =
  /^P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,3})?)S)?)?$/
const RE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Months and years are those of the calendar in Beijing. */
const BEIJING = 8 * HOUR

/**
 * A moment so much later: `P1DT2H`, `PT90S`, `P1M`. A month later than the 31st is the last day of a shorter month.
 *
 * @returns milliseconds since 1970; `undefined` for what is no ISO 8601 duration
 */
export function plusDuration(milliseconds: number, duration: string): number | undefined {
  const match = RE_DURATION.exec(duration)
  if (!match) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((text: string | undefined) => Number(text ?? 0))
  const moved = plusMonths(milliseconds, years * 12 + months)
  return moved + (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + Math.round(seconds * SECOND)
}

function plusMonths(milliseconds: number, months: number): number {
  if (months === 0) return milliseconds
  const date = new Date(milliseconds + BEIJING)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(Math.min(day, daysIn(date.getUTCFullYear(), date.getUTCMonth())))
  return date.getTime() - BEIJING
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}

/** Milliseconds since 1970 of an RFC 3339 time; `undefined` for anything else, also for a 31st of February. */
export function parseTime(text: string): number | undefined {
  const match = RE_TIME.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month - 1)) return undefined
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? undefined : parsed
}

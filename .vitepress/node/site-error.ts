/** What stops the build of the site: says what, why and what to do, and where. */
export class SiteError extends Error {
  readonly code: string
  readonly hint: string
  readonly where: string

  constructor(code: string, message: string, options: { hint: string; where: string }) {
    super(`${options.where}: ${message}\n  ${options.hint}`)
    this.name = 'SiteError'
    this.code = code
    this.hint = options.hint
    this.where = options.where
  }
}

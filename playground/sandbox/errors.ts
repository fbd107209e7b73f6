/** A misuse of the sandbox by the program that runs it (not an answer to a request: those are refusals). */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly code: string
  /** What to do about it. */
  readonly hint: string
  readonly where: string

  constructor(code: string, message: string, { hint = '', where = '' }: { hint?: string; where?: string } = {}) {
    super(message)
    this.code = code
    this.hint = hint
    this.where = where
  }
}

export type PlaygroundErrorCode = 'runner' | 'identity' | 'insecure' | 'unreachable' | 'data' | 'editor'

/** What the playground throws. `message` and `hint` are Chinese and are shown as they are. */
export class PlaygroundError extends Error {
  override readonly name = 'PlaygroundError'
  readonly code: PlaygroundErrorCode
  /** What to do about it. */
  readonly hint: string
  /** Which address, file or step. */
  readonly where: string

  constructor(
    code: PlaygroundErrorCode,
    message: string,
    { hint = '', where = '', cause }: { hint?: string; where?: string; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.hint = hint
    this.where = where
  }
}

/** Anything caught, as something that can be shown. */
export function toPlaygroundError(error: unknown, code: PlaygroundErrorCode): PlaygroundError {
  if (error instanceof PlaygroundError) return error
  return new PlaygroundError(code, error instanceof Error ? error.message : String(error), { cause: error })
}

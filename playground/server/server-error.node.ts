/** Why a server did not start. `message` and `hint` are Chinese and printed as they are. */
export class ServerError extends Error {
  override readonly name = 'ServerError'

  constructor(
    readonly code: 'bad_setting' | 'redis' | 'port_in_use' | 'not_built' | 'listen',
    message: string,
    /** `where`: the environment variable or file. */
    { hint, where, cause }: { hint: string; where: string; cause?: unknown },
  ) {
    super(message, { cause })
    this.hint = hint
    this.where = where
  }

  readonly hint: string
  readonly where: string
}

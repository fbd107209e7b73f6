export type SignatureErrorCode = 'pem' | 'key' | 'base64' | 'length' | 'decrypt' | 'certificate' | 'type'

/** Everything this folder throws. `message` and `hint` are Chinese, fit for the page, and never hold key material. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError'
  readonly code: SignatureErrorCode
  /** What to do about it. */
  readonly hint: string
  /** Which input was wrong: `private_key`, `certificate`, a field's name. */
  readonly where: string

  constructor(code: SignatureErrorCode, message: string, { hint = '', where = '', cause }: SignatureErrorOptions = {}) {
    super(message, { cause })
    this.code = code
    this.hint = hint
    this.where = where
  }
}

interface SignatureErrorOptions {
  hint?: string
  where?: string
  cause?: unknown
}

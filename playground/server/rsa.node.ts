import { KeyObject, sign, verify } from 'node:crypto'
import { checkBase64, type Rsa, toBytes } from '../signature/index.ts'

/**
 * RSA on the thread that asks. WebCrypto hands each piece to a pool of threads, and the way there and back costs as much
 * processor time as a signature: a gateway that signs and verifies for every request has nothing else to do meanwhile.
 */
export const nodeRsa: Rsa = {
  sign: (key, message) => sign('sha256', toBytes(message), KeyObject.from(key)).toString('base64'),
  verify(key, message, signature) {
    checkBase64(signature, 'signature')
    return verify('sha256', toBytes(message), KeyObject.from(key), Buffer.from(signature, 'base64'))
  },
}

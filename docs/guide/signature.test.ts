import { createHash, createPublicKey, createSign, createVerify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { answerMessage, parseAuthorization, requestMessage } from '../../playground/signature/index.ts'

const page = readFileSync(new URL('signature.md', import.meta.url), 'utf8')

/** The text of the code block with this title. */
function block(title: string): string {
  const found = page.match(new RegExp(`^\`\`\`\\w+ \\[${title.replace(/\./g, '\\.')}\\]\\n([^]*?)\\n\`\`\`$`, 'm'))?.[1]
  if (found === undefined) throw new Error(`no block [${title}]`)
  return found
}

const message = requestMessage({
  method: 'POST',
  url: '/v3/pay/transactions/native',
  timestamp: '1554208460',
  nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
  body: block('body.json'),
})
const answer = answerMessage({
  timestamp: '1554209980',
  nonce: 'c5ac7061fccab6bf3e254dcf98995b8c',
  body: block('answer.json'),
})

it('prints the message that is signed, with its length and digest', () => {
  expect(block('message.txt')).toBe(Buffer.from(message).toString())
  expect(page).toContain(
    `${message.length} 个字节，SHA-256 为 \`${createHash('sha256').update(message).digest('hex')}\``,
  )
  expect(page).toContain(`wc -c message.txt            # ${message.length}`)
  expect(page).toContain(`wc -c answer.txt             # ${answer.length}`)
})

it('prints the signature that the printed key makes', () => {
  expect(createSign('RSA-SHA256').update(message).sign(block('test-key.pem'), 'base64')).toBe(block('signature'))
})

it('prints the header that carries it', () => {
  const parsed = parseAuthorization(block('Authorization'))
  expect(JSON.stringify(parsed)).toContain(block('signature'))
  expect(JSON.stringify(parsed)).toContain('1554208460')
})

it('prints an answer that the printed public key verifies, and only that', () => {
  const verify = (bytes: Uint8Array): boolean =>
    createVerify('RSA-SHA256').update(bytes).verify(block('test-public.pem'), block('Wechatpay-Signature'), 'base64')
  expect(verify(answer)).toBe(true)
  expect(verify(answer.map((byte, index) => (index === 30 ? byte ^ 1 : byte)))).toBe(false)
})

it('prints two keys of one pair', () => {
  const derived = createPublicKey(block('test-key.pem')).export({ type: 'spki', format: 'pem' })
  expect(String(derived).trim()).toBe(block('test-public.pem'))
})

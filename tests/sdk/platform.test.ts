import { createHash, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Aes, Multipart, Rsa } from 'wechatpay-axios-plugin'
import { createClient, useGateway } from './gateway.ts'

const gateway = useGateway()

describe('through the SDK', () => {
  it('downloads and decrypts the platform certificate, a real X.509', async () => {
    const merchant = await gateway.register()
    const { data } = await createClient(gateway, merchant).v3.certificates.get()
    const [{ serial_no, encrypt_certificate }] = data.data
    const { ciphertext, nonce, associated_data } = encrypt_certificate
    const pem = Aes.AesGcm.decrypt(ciphertext, merchant.apiv3_key, nonce, associated_data)
    const certificate = new X509Certificate(pem)
    expect(pem).toBe(merchant.platform.certificate)
    expect(certificate.serialNumber).toBe(serial_no)
    expect(serial_no).toMatch(/^[0-9A-F]{40}$/)
    const own = new X509Certificate(merchant.certificate)
    expect(own.serialNumber).toBe(merchant.serial_no)
    expect(own.subject).toContain(`CN=${merchant.mchid}`)
    expect(own.verify(certificate.publicKey)).toBe(true)
    expect(
      Rsa.from(merchant.platform.public_key, Rsa.KEY_TYPE_PUBLIC).export({ type: 'spki', format: 'pem' }),
    ).not.toBe(certificate.publicKey.export({ type: 'spki', format: 'pem' }))
  })

  it.each(['certificate', 'public-key'] as const)(
    'adds a receiver whose name is encrypted for the %s',
    async (mode) => {
      const merchant = await gateway.register()
      const { platform, appid } = merchant
      const serial = mode === 'certificate' ? platform.serial_no : platform.public_key_id
      const key = mode === 'certificate' ? platform.certificate : platform.public_key
      const request = {
        appid,
        type: 'MERCHANT_ID',
        account: '86693852',
        name: Rsa.encrypt('示例公司', Rsa.from(key, Rsa.KEY_TYPE_PUBLIC)),
        relation_type: 'STORE',
      }
      const { data } = await createClient(gateway, merchant, mode).v3.profitsharing.receivers.add.post(request, {
        headers: { 'Wechatpay-Serial': serial },
      })
      expect(Rsa.decrypt(data.name, Rsa.from(merchant.private_key ?? '', Rsa.KEY_TYPE_PRIVATE))).toBe('示例公司')
      const { name: _, ...rest } = data
      expect(rest).toEqual({ type: 'MERCHANT_ID', account: '86693852', relation_type: 'STORE' })
    },
  )

  it('uploads a file that is signed over meta alone', async () => {
    const merchant = await gateway.register()
    const file = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('bytes \u0000\r\n--x')])
    const upload = (sha256: string) => {
      const form = new Multipart()
      form.append('meta', JSON.stringify({ filename: 'a.png', sha256 }))
      form.append('file', file, 'a.png')
      return createClient(gateway, merchant).v3.merchant.media.upload.post(form, {
        meta: form.toJSON(),
        headers: form.getHeaders(),
      })
    }
    const { data } = await upload(createHash('sha256').update(file).digest('hex'))
    expect(data.media_id.length).toBeGreaterThan(50)
    await expect(upload('0'.repeat(64))).rejects.toMatchObject({
      response: { status: 400, data: { code: 'PARAM_ERROR', message: '文件的 sha256 与 meta 中的不一致' } },
    })
  })

  it('is told what is wrong with its request', async () => {
    const merchant = await gateway.register()
    await expect(
      createClient(gateway, merchant).v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'NEVER-SEEN' }),
    ).rejects.toMatchObject({
      response: { status: 404, data: { code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' } },
    })
    const thief = { ...merchant, serial_no: '1'.repeat(40) }
    await expect(createClient(gateway, thief).v3.certificates.get()).rejects.toMatchObject({
      response: { status: 401, data: { code: 'SIGN_ERROR', message: expect.stringContaining('商户证书序列号有误') } },
    })
  })
})

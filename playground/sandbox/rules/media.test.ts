import { describe, expect, it } from 'vitest'
import { createKit, sampleOf, sampleXmlOf } from '../../../tests/sandbox/kit/index.ts'
import { md5Hex, toBytes, toHex } from '../../signature/index.ts'
import { isOfType } from './media.ts'

const kit = await createKit()
const client = await kit.register()
const IMAGE = 'post /v3/merchant/media/upload'
const VIDEO = 'post /v3/merchant/media/video_upload'
const fromHex = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'))
const JPG = fromHex('ffd8ffe000104a46494600010100')
const BMP = toBytes('BM......')
const MP4 = fromHex('0000001866747970')

function operationOf(id: string) {
  const found = kit.behaviour.operations.find((one) => one.id === id)
  if (!found) throw new Error(id)
  return found
}

async function upload(id: string, bytes: Uint8Array<ArrayBuffer>) {
  const sent = await sampleOf(operationOf(id), client, kit.behaviour)
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  const meta = JSON.stringify({ sha256, filename: 'a.png' })
  const form = new FormData()
  form.append('meta', meta)
  form.append('file', new Blob([bytes], { type: 'image/png' }), 'a.png')
  return client.send({ ...sent, form, tamper: { signedBody: meta } })
}

/** The file's beginning, with so many bytes in all. */
function sized(beginning: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  bytes.set(beginning)
  return bytes
}

describe('an upload', () => {
  it.each([
    [IMAGE, 'an image', JPG, 200, undefined],
    [IMAGE, 'another image', BMP, 200, undefined],
    [IMAGE, 'as much as it may be', sized(JPG, 2 * 1024 * 1024), 200, undefined],
    [IMAGE, 'a byte more', sized(JPG, 2 * 1024 * 1024 + 1), 400, 'PARAM_ERROR'],
    [IMAGE, 'nothing', new Uint8Array(), 400, 'PARAM_ERROR'],
    [IMAGE, 'a text', toBytes('<svg/>'), 403, 'REQUEST_BLOCKED'],
    [IMAGE, 'a video', MP4, 403, 'REQUEST_BLOCKED'],
    [VIDEO, 'a video', MP4, 200, undefined],
    [VIDEO, 'an image', JPG, 403, 'REQUEST_BLOCKED'],
    [VIDEO, 'nothing', new Uint8Array(), 400, 'PARAM_ERROR'],
  ])('%s of %s', async (id, _, bytes, status, code) => {
    const got = await upload(id, new Uint8Array(bytes))
    expect([got.status, got.json.code]).toEqual([status, code])
  })

  it('without its meta is told so', async () => {
    const sent = await sampleOf(operationOf(IMAGE), client, kit.behaviour)
    const form = new FormData()
    form.append('file', new Blob([JPG]), 'a.jpg')
    const got = await client.send({ ...sent, form })
    expect([got.status, got.headers.get('X-Sandbox-Diagnosis')]).toEqual([401, 'meta-missing'])
  })

  it('of v2 says so in its own way', async () => {
    const answerOf = async (bytes: Uint8Array<ArrayBuffer>) => {
      const sent = await sampleXmlOf(operationOf('post /v2/secapi/mch/uploadmedia'), client, kit.behaviour)
      const form = new FormData()
      form.append('media', new Blob([bytes]), 'a.png')
      return (await client.sendXml({ ...sent, fields: { ...sent.fields, media_hash: md5Hex(bytes) }, form })).fields
    }
    expect(await answerOf(JPG)).toMatchObject({ result_code: 'SUCCESS' })
    for (const bytes of [toBytes('text'), new Uint8Array()])
      expect(await answerOf(bytes)).toMatchObject({ result_code: 'FAIL', err_code: 'PARAM_ERROR' })
  })
})

it.each([
  ['avi', '52494646ffffffff41564920'],
  ['wmv', '3026b2758e66cf11'],
  ['mpeg', '000001ba44'],
  ['mkv', '1a45dfa3'],
  ['flv', '464c5601'],
  ['rmvb', '2e524d46'],
  ['mp4', '000000146674797071742020'],
] as const)('%s is told by how it begins', (type, hex) => {
  const bytes = fromHex(hex)
  expect(isOfType(bytes, [type])).toBe(true)
  expect(isOfType(bytes.subarray(1), [type])).toBe(false)
  expect(isOfType(bytes, ['jpg', 'png', 'bmp'])).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { decryptResource, type EncryptedResource, importApiV3Key } from '../../../playground/signature/index.ts'
import { type Client, createKit } from '../kit/index.ts'

const kit = await createKit()

/** A v2 call of a merchant: the answer's own fields. */
const caller = ({ merchant, sendXml }: Client) => {
  const { mchid: mch_id, appid } = merchant
  return async (url: string, fields: Record<string, string> = {}): Promise<Record<string, string>> =>
    (await sendXml({ url, fields: { mch_id, appid, nonce_str: 'n', ...fields }, signType: 'HMAC-SHA256' })).fields
}

const refusedWith = (err_code: string) => expect.objectContaining({ result_code: 'FAIL', err_code })

describe('an order that is signed while it is paid', () => {
  const order = {
    contract_mchid: 'x',
    contract_appid: 'x',
    out_trade_no: 'contract-order-1',
    body: '瑜伽课',
    notify_url: 'https://www.example.com/notify',
    total_fee: '100',
    spbill_create_ip: '127.0.0.1',
    trade_type: 'NATIVE',
    plan_id: '123',
    contract_code: 'contract-1',
    request_serial: '7',
    contract_display_account: '张三',
    contract_notify_url: 'https://www.example.com/contract',
  }

  it('is no contract before it is paid, and one afterwards', async () => {
    const client = await kit.register()
    const call = caller(client)
    const made = await call('/pay/contractorder', order)
    expect(made).toMatchObject({ result_code: 'SUCCESS', contract_result_code: 'SUCCESS', request_serial: '7' })
    const contract = () => call('/papay/querycontract', { plan_id: '123', contract_code: 'contract-1', version: '1.0' })
    expect(await contract()).toEqual(refusedWith('CONTRACT_NOT_EXIST'))
    await client.control('POST', '/transactions/contract-order-1/pay')
    expect(await contract()).toMatchObject({
      contract_code: 'contract-1',
      contract_display_account: '张三',
      contract_state: '0',
    })
    const again = await call('/pay/contractorder', { ...order, out_trade_no: 'contract-order-2' })
    expect(again).toMatchObject({
      result_code: 'SUCCESS',
      contract_result_code: 'FAIL',
      contract_err_code: 'CONTRACT_EXIST',
    })
  })
})

describe('a merchant of a bank', () => {
  it('is entered, listed, given another channel and name, and configured', async () => {
    const call = caller(await kit.register())
    const page = { page_index: '1', page_size: '10' }
    await call('/secapi/mch/submchmanage?action=add', { ...page, sub_mch_id: '1900000777', merchant_name: '小店' })
    const sub = { sub_mch_id: '1900000777' }
    expect(await call('/secapi/mch/channelsetting', { ...sub, channel_id: '42' })).toMatchObject({ channel_id: '42' })
    await call('/secapi/mch/modifymchinfo', { ...sub, merchant_shortname: '店' })
    const listed = await call('/secapi/mch/submchmanage?action=query', { ...page, merchant_name: '小店' })
    expect(listed).toMatchObject({ total: '1', merchant_name: '小店', merchant_shortname: '店', channel_id: '42' })
    await call('/secapi/mch/addsubdevconfig', { ...sub, jsapi_path: 'https://a.example.com/', sub_appid: 'wxsub' })
    await call('/secapi/mch/addsubdevconfig', { ...sub, jsapi_path: 'https://b.example.com/' })
    await call('/secapi/mkt/addrecommendconf', { ...sub, sub_appid: 'wxsub', subscribe_appid: 'wxfollow' })
    const config = await call('/secapi/mch/querysubdevconfig', sub)
    expect(JSON.parse(config.jsapi_path_list ?? '')).toEqual({
      jsapi_path_list: ['https://a.example.com/', 'https://b.example.com/'],
    })
    expect(JSON.parse(config.appid_config_list ?? '')).toEqual({
      appid_config_list: [{ sub_appid: 'wxsub', subscribe_appid: 'wxfollow' }],
    })
    const audit = await call('/mchrisk/bankquerymchauditinfo', { ...sub, channel_id: '42' })
    expect(audit).toMatchObject({ sub_mch_id: '1900000777', audit_status: 'PASSED' })
    for (const url of ['/secapi/mch/channelsetting', '/mchrisk/bankquerymchauditinfo'])
      expect(await call(url, { sub_mch_id: '1900000778', channel_id: '1' })).toEqual(refusedWith('INVALID_REQUEST'))
  })
})

describe('a sub-merchant of an institution', () => {
  it('is found in v3 as it was entered in v2, and the other way round', async () => {
    const client = await kit.register()
    const call = caller(client)
    const sample = kit.behaviour.operations.find(({ id }) => id === 'post /v2/secapi/mch/{addinstitutionsub}')?.example
      .body
    const texts = Object.entries({ ...sample }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    const { mchid: mch_id, appid: app_id } = client.merchant
    const entered = { ...Object.fromEntries(texts), mch_id, app_id, merchant_name: '一店', business_category: '5' }
    const { sub_mch_id = '' } = await call('/secapi/mch/addInstitutionsub', entered)
    const { json } = await client.send({
      url: `/v3/global/merchants/${sub_mch_id}?sp_mchid=${mch_id}&sp_appid=${app_id}`,
    })
    expect(json).toMatchObject({ sub_mchid: sub_mch_id, name: '一店', business_category: 5 })
    await call('/secapi/mch/modifyInstitutionsub', { ...entered, sub_mch_id, merchant_name: '二店' })
    const asked = { app_id, sub_mch_id }
    expect(await call('/secapi/mch/queryInstitutionsub', asked)).toMatchObject({ merchant_name: '二店' })
    expect(await call('/secapi/mch/queryInstitutionsub', { ...asked, sub_mch_id: '1900000779' })).toEqual(
      refusedWith('INVALID_REQUEST'),
    )
  })
})

describe('what a user gave', () => {
  it('a code becomes a token, and the token opens the name', async () => {
    const client = await kit.register()
    const call = caller(client)
    const { mchid, appid, openid } = client.merchant
    const back = encodeURIComponent('https://www.example.com/back')
    const query = `mch_id=${mchid}&appid=${appid}&redirect_uri=${back}&response_type=code&scope=pay_identity&state=S`
    const sent = await kit.sandbox.fetch(new Request(`http://sandbox.test/appauth/authindex?${query}`), {
      rawTarget: `/appauth/authindex?${query}`,
    })
    const location = new URL(sent.headers.get('Location') ?? '')
    expect([location.origin, location.searchParams.get('state')]).toEqual(['https://www.example.com', 'S'])
    const got = await client.sendXml({
      method: 'GET',
      url: '/appauth/getaccesstoken',
      fields: {
        ...{ mch_id: mchid, appid, openid, code: location.searchParams.get('code') ?? '' },
        ...{ grant_type: 'authorization_code', scope: 'pay_identity' },
      },
      signType: 'HMAC-SHA256',
    })
    const { access_token = '' } = got.fields
    const person = { version: '1.0', openid, real_name: '张三', cred_type: '1', cred_id: '110101199003074477' }
    expect(await call('/secsvc/realnameauth', { ...person, access_token })).toMatchObject({
      verify_real_name: 'V_NM_ID_MA',
    })
    expect(await call('/secsvc/realnameauth', { ...person, access_token: 'x' })).toEqual(refusedWith('PARAM_ERROR'))
  })

  it('a car is blocked while its owner has not opened or has paused the service', async () => {
    const client = await kit.register()
    const call = caller(client)
    const state = async (openid: string) =>
      (await call('/vehicle/pay/querystate', { trade_scene: 'PARKING', openid, version: '3.0' })).user_state
    const enter = async (openid: string) => {
      const scene = {
        start_time: '20250901000000',
        plate_number: '粤B00001',
        parking_name: 'P',
        free_time: '1',
        space_number: '1',
      }
      const scene_info = JSON.stringify({ scene_info: { ...scene, openid } })
      return (await call('/vehicle/pay/notification', { trade_scene: 'PARKING', version: '3.0', scene_info }))
        .user_state
    }
    expect([await state('oNew'), await enter('oNew')]).toEqual(['UNAUTHORIZED', 'BLOCK'])
    await client.control('POST', '/vehicle-users', { openid: 'oNew', plate_number: '粤B00001' })
    expect([await state('oNew'), await enter('oNew')]).toEqual(['NORMAL', 'NORMAL'])
    await client.control('POST', '/vehicle-users/oNew/service', { state: 'PAUSED' })
    expect([await state('oNew'), await enter('oNew')]).toEqual(['PAUSED', 'BLOCK'])
  })

  it('a payment code is the code of one user, unless it is over or wrong', async () => {
    const client = await kit.register()
    const call = caller(client)
    const openidOf = (auth_code: string) => call('/tools/authcodetoopenid', { auth_code })
    expect(await openidOf('130061098828009400')).toMatchObject({ openid: client.merchant.openid })
    expect(await openidOf('130061098828009403')).toEqual(refusedWith('AUTHCODEEXPIRE'))
    expect(await openidOf('990061098828009400')).toEqual(refusedWith('AUTH_CODE_ERROR'))
  })
})

describe('what the platform withdraws for a small merchant', () => {
  it('is found by its day, and tried again after it failed', async () => {
    const client = await kit.register()
    const call = caller(client)
    const day = { sub_mch_id: client.merchant.sub_mchid, date: '20250911' }
    const query = () => call('/fund/queryautowithdrawbydate', day)
    const again = () => call('/fund/reautowithdrawbydate', day)
    expect(await query()).toEqual(refusedWith('PARAM_ERROR'))
    await client.control('POST', '/auto-withdrawals', { date: '20250911', amount: 7 })
    expect(await query()).toMatchObject({ withdraw_status: 'PROCESSING', amount: '7' })
    expect(await again()).toEqual(refusedWith('PARAM_ERROR'))
    await client.control('POST', '/auto-withdrawals/20250911/settle', { outcome: 'fail', reason: '账户冻结' })
    const failed = await query()
    expect(failed).toMatchObject({ withdraw_status: 'FAIL', fail_reason: '账户冻结' })
    expect((await again()).withdraw_id).not.toBe(failed.withdraw_id)
    expect(await query()).toMatchObject({ withdraw_status: 'PROCESSING', amount: '7' })
  })
})

describe('the platform’s certificates of v2', () => {
  it('are those of v3, each opened with the APIv3 key', async () => {
    const { merchant, sendXml } = await kit.register()
    const { fields } = await sendXml({
      url: '/risk/getcertficates',
      fields: { mch_id: merchant.mchid, nonce_str: 'n' },
      signType: 'HMAC-SHA256',
    })
    const { data } = JSON.parse(fields.certificates ?? '') as {
      data: { serial_no: string; encrypt_certificate: EncryptedResource }[]
    }
    const key = await importApiV3Key(merchant.apiv3_key)
    const texts = await Promise.all(data.map(({ encrypt_certificate }) => decryptResource(key, encrypt_certificate)))
    expect([data[0]?.serial_no, ...texts]).toEqual([merchant.platform.serial_no, merchant.platform.certificate])
  })
})

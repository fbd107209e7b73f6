// 向沙箱要一个商户，把密钥存成文件，打印环境变量：eval "$(node sandbox-env.mjs)"
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const url = process.env.WECHATPAY_BASE_URL ?? 'http://127.0.0.1:4174'
const answer = await fetch(`${url}/_sandbox/merchants`, { method: 'POST' })
const merchant = await answer.json()
writeFileSync('merchant_key.pem', merchant.private_key, { mode: 0o600 })
writeFileSync('platform_public_key.pem', merchant.platform.public_key)

const variables = {
  WECHATPAY_BASE_URL: url,
  WECHATPAY_MCHID: merchant.mchid,
  WECHATPAY_SERIAL: merchant.serial_no,
  WECHATPAY_PRIVATE_KEY: resolve('merchant_key.pem'),
  WECHATPAY_PLATFORM_SERIAL: merchant.platform.public_key_id,
  WECHATPAY_PLATFORM_PUBLIC_KEY: resolve('platform_public_key.pem'),
  WECHATPAY_APIV3_KEY: merchant.apiv3_key,
  WECHATPAY_APIV2_KEY: merchant.apiv2_key,
  // cURL 示例用这几个代替示例值；其它语言的示例请自行替换
  WECHATPAY_SUB_MCHID: merchant.sub_mchid,
  WECHATPAY_APPID: merchant.appid,
  WECHATPAY_OPENID: merchant.openid,
}
for (const [name, value] of Object.entries(variables)) console.log(`export ${name}='${value}'`)

/**
 * What the typings need beside the operations: shared helpers, the globals of a page's sample, and the module
 * `wechatpay-axios-plugin` typed so that its chain knows the catalog. (The package's own index.d.ts gives every property
 * of the chain the type `this`, which would hide all of them; an ambient module takes its place.)
 */
export const HELPERS = `declare namespace WeChatPay {
  type AxiosRequestConfig<D = unknown> = import('axios').AxiosRequestConfig<D>
  type AxiosPromise<T> = Promise<AxiosResponse<T>>
  interface AxiosResponse<T> extends HttpResponse<T> {
    /** 应答正文 */
    data: T
    /** HTTP 状态码 */
    status: number
  }
  type HttpResponse<T> = import('axios').AxiosResponse<T>
  /** 各接口通用的请求头 */
  type CommonHeaders = { 'Accept-Language'?: 'en' | 'zh-CN' | 'zh-HK' | 'zh-TW'; 'User-Agent'?: string }
  /** PEM 文本或文件内容，或 Node.js 的 KeyObject */
  type KeyLike = string | Uint8Array | KeyObject
  interface KeyObject {
    type: 'public' | 'private' | 'secret'
  }
  type Client = Wechatpay
}`

export const GLOBALS = `/** 已建好的客户端：商户号、证书序列号、私钥和微信支付公钥都在里面 */
declare const wxpay: Wechatpay
/** 微信支付公钥 (或平台证书)，PEM 格式 */
declare const platformPublicKey: string
/** 微信支付公钥ID (或平台证书序列号) */
declare const platformSerial: string
/** RSA-OAEP 加密 */
declare const Rsa: {
  /** 用微信支付公钥加密敏感信息，返回 Base64 */
  encrypt(plaintext: string, publicKey: string): string
}
/** 摘要算法 */
declare const Hash: {
  /** SHA-256 摘要，小写十六进制 */
  sha256(content: string | Uint8Array): string
}`

export const SDK_MODULE = `declare module 'wechatpay-axios-plugin' {
  type KeyLike = WeChatPay.KeyLike
  export interface ClientConfig extends WeChatPay.AxiosRequestConfig {
    /** 商户号 */
    mchid: string
    /** 商户 API 证书序列号 */
    serial: string
    /** 商户 API 私钥，PEM 格式 */
    privateKey: KeyLike
    /** 微信支付公钥ID (或平台证书序列号) 与公钥的对照 */
    certs: Record<string, KeyLike>
    /** APIv2 密钥，32 个字符 */
    secret?: string
    /** 商户 API 证书，双向 TLS 的 APIv2 接口要用 */
    merchant?: { cert?: KeyLike; key?: KeyLike; pfx?: Uint8Array; passphrase?: string }
  }
  export interface Wechatpay extends WeChatPay.Client {}
  /** 微信支付客户端 */
  export class Wechatpay {
    constructor(config: ClientConfig)
    /** 属性名转路径段 */
    static normalize(property: string): string
    /** 底层的两个 axios 实例 */
    readonly client: { readonly v2: import('axios').AxiosInstance; readonly v3: import('axios').AxiosInstance }
  }
  export default Wechatpay
  /** RSA 签名与加密 */
  export class Rsa {
    static readonly KEY_TYPE_PUBLIC: 'public'
    static readonly KEY_TYPE_PRIVATE: 'private'
    /** 载入密钥 */
    static from(thing: KeyLike, type?: 'public' | 'private'): WeChatPay.KeyObject
    static fromPkcs8(text: string): WeChatPay.KeyObject
    static fromPkcs1(text: string, type?: 'public' | 'private'): WeChatPay.KeyObject
    static fromSpki(text: string): WeChatPay.KeyObject
    /** 用微信支付公钥加密敏感信息 (RSA-OAEP)，返回 Base64 */
    static encrypt(plaintext: string, publicKey: KeyLike): string
    /** 用商户私钥解密敏感信息 */
    static decrypt(ciphertext: string, privateKey: KeyLike): string
    /** SHA256 with RSA 签名，返回 Base64 */
    static sign(message: string | Uint8Array, privateKey: KeyLike): string
    /** 验证 SHA256 with RSA 签名 */
    static verify(message: string | Uint8Array, signature: string, publicKey: KeyLike): boolean
  }
  /** 摘要与 APIv2 签名 */
  export class Hash {
    static md5(thing: string | Uint8Array, key?: string, agency?: boolean | number | string): string
    static hmac(thing: string | Uint8Array, key: string, algorithm?: string): string
    static sha1(thing: string | Uint8Array): string
    /** SHA-256 摘要，小写十六进制 */
    static sha256(thing: string | Uint8Array): string
    static equals(known: string | Uint8Array, user?: string | Uint8Array): boolean
    static sign(type: 'MD5' | 'HMAC-SHA256', data: object, key: string): string
  }
  /** 对称加密 */
  export class Aes {
    /** AES-256-GCM */
    static readonly AesGcm: {
      encrypt(plaintext: string, key: string | Uint8Array, iv: string | Uint8Array, aad?: string): string
      /** 解密；密文被改过时抛出错误 */
      decrypt(ciphertext: string, key: string | Uint8Array, iv: string | Uint8Array, aad?: string): string
    }
    /** AES-256-ECB，PKCS#7 填充 */
    static readonly AesEcb: {
      encrypt(plaintext: string, key: string | Uint8Array): string
      decrypt(ciphertext: string, key: string | Uint8Array): string
    }
  }
  /** 签名用的各种字符串 */
  export class Formatter {
    static nonce(size?: number): string
    /** 当前时间，秒 */
    static timestamp(): number
    static authorization(mchid: string, nonce: string, signature: string, timestamp: string | number, serial: string): string
    /** 请求的待签名串 */
    static request(method: string, uri: string, timestamp: string | number, nonce: string, body?: string): string
    /** 应答与通知的待验签串 */
    static response(timestamp: string | number, nonce: string, body?: string): string
    static joinedByLineFeed(...pieces: string[]): string
    static ksort(thing: object): object
    static queryStringLike(thing: object): string
  }
  /** XML 与对象互转 */
  export class Transformer {
    static toXml(data: object): string
    static toObject(xml: string): Record<string, string>
  }
}`

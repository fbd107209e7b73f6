import axios, {
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  mergeConfig,
} from 'axios'
import type { CallBody } from '../../../protocol/frames/index.ts'
import { FIELDS_V2 } from '../../../protocol/gateway/index.ts'
import { type ChainCall, createChain, fillPath } from './chain.ts'
import type { Answer, Failure, Link } from './link.ts'
import { Multipart } from './multipart.ts'

const GATEWAY = 'https://api.mch.weixin.qq.com/'
const HEADERS = {
  v3: { Accept: 'application/json, text/plain, application/x-gzip', 'Content-Type': 'application/json; charset=utf-8' },
  v2: { Accept: 'text/xml, text/plain, application/json', 'Content-Type': 'text/xml; charset=utf-8' },
}
const METHODS = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' } as const
const FAILURE_CODES = {
  'refused-locally': AxiosError.ERR_BAD_REQUEST,
  'transport-failed': AxiosError.ERR_NETWORK,
  'timed-out': AxiosError.ETIMEDOUT,
}

/** `wxpay`: the SDK's chain on axios, whose adapter hands the request to the page instead of a network. */
export function createClient(link: Link): unknown {
  const instances = { v2: createInstance('v2', link), v3: createInstance('v3', link) }
  return createChain(({ path, method, data, config }: ChainCall) => {
    const url = fillPath(path, config)
    const protocol = url.startsWith('v2/') ? 'v2' : 'v3'
    const own: { data?: unknown } = typeof config === 'object' && config !== null ? config : {}
    // A DELETE has its body in the configuration, and axios takes none from the first of two.
    const called = { data: method === 'delete' ? own.data : data, url: url.slice(protocol === 'v2' ? 3 : 0), method }
    return instances[protocol].request(mergeConfig(own, called))
  })
}

function createInstance(protocol: 'v2' | 'v3', link: Link): ReturnType<typeof axios.create> {
  const defaults = [axios.defaults.transformRequest ?? []].flat()
  return axios.create({
    baseURL: GATEWAY,
    headers: HEADERS[protocol],
    adapter: (config) => send(config, { protocol, link }),
    transformRequest: [
      function keep(data, headers) {
        if (protocol === 'v2' || data instanceof Multipart) return data
        return defaults.reduce((body, transform) => transform.call(this, body, headers), data)
      },
    ],
  })
}

async function send(
  config: InternalAxiosRequestConfig,
  { protocol, link }: { protocol: 'v2' | 'v3'; link: Link },
): Promise<AxiosResponse> {
  const url = new URL(axios.getUri(config), GATEWAY)
  if (url.origin !== new URL(GATEWAY).origin) {
    throw new AxiosError(`运行环境只能请求微信支付接口，不能请求 ${url.origin}`, AxiosError.ERR_BAD_REQUEST, config)
  }
  const method = METHODS[(config.method ?? 'get').toUpperCase() as keyof typeof METHODS] ?? 'GET'
  const body = await toBody(config, { protocol, method })
  // the parameters of a v2 GET are signed as a message is: the page puts them back
  const target = protocol === 'v2' && method === 'GET' ? url.pathname : `${url.pathname}${url.search}`
  const signal = config.signal instanceof AbortSignal ? config.signal : undefined
  const reply = await link.call({ method, target, protocol, headers: toPairs(config.headers, body), body }, signal)
  return reply.kind === 'failure' ? fail(reply, config) : settle(reply, config)
}

function toPairs(headers: AxiosHeaders, body: CallBody): [string, string][] {
  return Object.entries(headers.toJSON())
    .filter(([name]) => body.kind !== 'none' || name.toLowerCase() !== 'content-type')
    .map(([name, value]) => [name, String(value)])
}

async function toBody(
  { data, meta, params }: InternalAxiosRequestConfig & { meta?: unknown },
  { protocol, method }: { protocol: 'v2' | 'v3'; method: string },
): Promise<CallBody> {
  if (protocol === 'v2') return { kind: 'xml', fields: toFields(method === 'GET' ? params : data) }
  if (data === undefined || data === null) return { kind: 'none' }
  if (data instanceof Multipart) {
    const parts = await Multipart.partsOf(data)
    // as the SDK: the config's `meta` is what is signed, if there is one
    return meta ? { kind: 'form', parts, meta: JSON.stringify(meta) } : { kind: 'form', parts }
  }
  if (typeof data === 'string') return { kind: 'text', text: data }
  throw new TypeError('请求正文只能是可以序列化为 JSON 的值，或者 Multipart')
}

function toFields(data: unknown): [string, string][] {
  if (typeof data !== 'object' || data === null || data instanceof Multipart)
    throw new TypeError('APIv2 的参数应为一个对象；上传文件请用 SDK 直接请求沙箱')
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)])
}

function fail({ outcome, message }: Failure, config: InternalAxiosRequestConfig): never {
  throw new AxiosError(message, FAILURE_CODES[outcome], config)
}

function settle(answer: Answer, config: InternalAxiosRequestConfig): AxiosResponse {
  const { status, statusText, verdict, data } = answer
  const headers = new AxiosHeaders()
  for (const [name, value] of answer.headers) headers.set(name, value)
  const response = {
    data: data ?? toData(answer.body, config.responseType),
    status,
    statusText,
    headers,
    config,
    request: undefined,
  }
  // printed as the gateway's answer, without the request that the page shows better
  Object.defineProperties(response, { config: { enumerable: false }, request: { enumerable: false } })
  if (config.validateStatus && !config.validateStatus(status)) {
    const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE
    throw new AxiosError(`Request failed with status code ${status}`, code, config, undefined, response)
  }
  if (!verdict.ok)
    throw new AxiosError(`验签失败：${verdict.message}`, 'EV3_RES_SIGNATURE', config, undefined, response)
  const refused = refusalOf(data)
  // the SDK's own code, spelling included
  if (refused) throw new AxiosError(refused, 'EV2_RES_STATUS_CODE_NOT_SUCESS', config, undefined, response)
  return response
}

/** A v2 answer that says no, as the SDK words it: HTTP itself always says 200. */
function refusalOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { returnCode, resultCode } = FIELDS_V2
  const fields = data as Record<string, unknown>
  const failed = [returnCode, resultCode].find((name) => Object.hasOwn(fields, name) && fields[name] !== 'SUCCESS')
  return failed && `应答的 ${failed} 是 ${String(fields[failed])}`
}

function toData(body: Uint8Array, responseType: string | undefined): unknown {
  return responseType === 'arraybuffer' ? body.slice().buffer : new TextDecoder().decode(body)
}

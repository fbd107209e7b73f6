import type { SandboxOptions } from '../options.ts'

const RE_LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/
/** What a server behind another one cannot tell apart: it sees `http` where people write `https`. */
const DEFAULT_PORTS = ['80', '443']

/** Why the sandbox does not notify itself: its notifications would be requests that cause notifications. */
export const OWN_ADDRESS = '通知地址是沙箱自己的地址，沙箱不向自己发送通知'

/** Why a notification cannot be sent at all; `''` if it may be tried. `origin`: where the sandbox is reached. */
export function whyNot(
  address: string,
  { deliver, allowNotify, origin = '' }: Pick<SandboxOptions, 'deliver' | 'allowNotify'> & { origin?: string },
): string {
  if (address === '') return '没有通知地址'
  if (!URL.canParse(address)) return '通知地址不是有效的网址'
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return '通知地址只能是 http 或 https'
  if (!deliver) return '没有服务端，通知只进收件箱'
  if (isAt(url, origin)) return OWN_ADDRESS
  if (!isLoopback(url) && !allowNotify?.(url)) return '沙箱只向本机地址发送通知'
  return ''
}

/** Whether an address is on the server of `origin`, however both are written. */
function isAt(url: URL, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const own = new URL(origin)
  if (isLoopback(url) && isLoopback(own)) return portOf(url) === portOf(own)
  const samePort = portOf(url) === portOf(own) || [url, own].every((one) => DEFAULT_PORTS.includes(portOf(one)))
  return plain(url) === plain(own) && samePort
}

function portOf({ protocol, port }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80')
}

function plain({ hostname }: URL): string {
  return hostname.replace(/\.$/, '')
}

function isLoopback(url: URL): boolean {
  return RE_LOOPBACK.test(plain(url))
}

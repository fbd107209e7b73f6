/**
 * Takes away what a program must not have. The frame's policy (`connect-src 'none'`, an opaque origin) is the wall;
 * this is the sign on it: a call says why it does not work, instead of failing in the browser's own words.
 */
const WITHOUT_NETWORK = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'fetchLater',
]
const WITHOUT_STORAGE = [
  'indexedDB',
  'caches',
  'cookieStore',
  'BroadcastChannel',
  'webkitRequestFileSystem',
  'webkitRequestFileSystemSync',
  'webkitResolveLocalFileSystemURL',
  'webkitResolveLocalFileSystemSyncURL',
]
const WITHOUT_SCRIPTS = ['importScripts', 'Worker', 'SharedWorker', 'FontFace', 'Notification', 'PushManager']
/** The page talks over a port of its own; these would reach the frame, which drops them. */
const WITHOUT_MESSAGES = ['postMessage']

export function lockdown(scope: object): void {
  // what every object would inherit reaches into the runtime's own objects; a program that tries is told so
  Object.preventExtensions(Object.prototype)
  replace(scope, WITHOUT_NETWORK, '运行环境没有网络，请用 wxpay 发请求')
  replace(scope, WITHOUT_STORAGE, '运行环境没有存储')
  replace(scope, WITHOUT_SCRIPTS, '运行环境不能载入别的代码')
  replace(scope, WITHOUT_MESSAGES, '运行环境与页面之间没有消息通道')
}

function replace(scope: object, names: string[], reason: string): void {
  for (const name of names) {
    for (let holder: object | null = scope; holder; holder = Reflect.getPrototypeOf(holder))
      Reflect.deleteProperty(holder, name)
    const refuse = (): never => {
      throw new Error(`${name} 不可用：${reason}`)
    }
    Object.defineProperty(scope, name, { value: refuse, writable: false, configurable: false })
  }
}

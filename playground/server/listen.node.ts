import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { refuse } from './adapter.node.ts'
import { ServerError } from './server-error.node.ts'

export interface Listening {
  server: Server
  port: number
  /** `http://127.0.0.1:4173`, an address that can be opened whatever it listens on. */
  origin: string
  /** Takes no new connection, lets requests under way finish for a second, then ends them. */
  close(): Promise<void>
}

/** A server with the time limits and the answers to malformed requests that all of ours have. */
export function createHttpServer(): Server {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 5_000 })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    const text = '这不是有效的 HTTP 请求\n'
    const head = `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}`
    socket.end(`${head}\r\nconnection: close\r\n\r\n${text}`)
  })
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'))
  server.on('checkExpectation', (_request, outgoing) => refuse(outgoing, 417, '不支持这种 Expect\n'))
  return server
}

/**
 * @param name the environment variable that chose the port, for the message
 * @throws ServerError `port_in_use`, `listen`
 */
export async function listen(
  server: Server,
  port: number,
  { host, name }: { host: string; name: string },
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toServerError(error, port, { host, name })))
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return { server, port: actual, origin: `http://${reachable(host)}:${actual}`, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function toServerError(cause: NodeJS.ErrnoException, port: number, { host, name }: { host: string; name: string }) {
  if (cause.code === 'EADDRINUSE') {
    return new ServerError('port_in_use', `端口 ${port} 已被别的程序占用`, {
      hint: `先结束那个程序，或者换一个端口：${name}=${port + 10} npm run …`,
      where: name,
      cause,
    })
  }
  return new ServerError('listen', `无法在 ${host}:${port} 上监听：${cause.message}`, {
    hint: `请检查 HOST 和 ${name}。`,
    where: name,
    cause,
  })
}

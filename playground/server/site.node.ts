import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import { type Handler, refuse } from './adapter.node.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
}
const RE_TEXT = /^(?:text\/|application\/(?:json|xml|yaml|manifest)|image\/svg)/
/** Vite names these by their content. */
const RE_HASHED = /\/assets\/.+\.[\w-]{8,}\.\w+$/

export interface SiteOptions {
  /** Absolute path of the built site. */
  root: string
  /** Where it is mounted, with both slashes. */
  base: string
}

/**
 * Serves a built site as any file server for clean addresses does: `X` by the file `X`, else `X.html`, else
 * `X/index.html`, else `404.html` with status 404. `X/`, where only `X.html` is there, is sent to `X`.
 */
export function createSite({ root, base }: SiteOptions): Handler {
  const folder = resolve(root)
  return (incoming, outgoing) => {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD')
      return refuse(outgoing, 405, '这里只有文件，只接受 GET\n')
    const path = toPath(incoming.url ?? '/')
    if (path === undefined) return refuse(outgoing, 400, '请求地址的写法不对\n')
    if (path === base.slice(0, -1)) return redirect(outgoing, base)
    const relative = path.startsWith(base) ? path.slice(base.length) : undefined
    serve(incoming, outgoing, { folder, base, relative }).catch(() => {
      if (outgoing.headersSent) outgoing.destroy()
      else refuse(outgoing, 500, '读取文件失败\n')
    })
  }
}

/** The decoded path, or `undefined` if its segments could lead out of the folder or name something else when decoded. */
function toPath(url: string): string | undefined {
  const raw = url.split('?', 1)[0] ?? ''
  if (!raw.startsWith('/') || raw.includes('\\')) return undefined
  try {
    const segments = raw.split('/').map(decodeURIComponent)
    const clean = segments.every((segment) => segment !== '.' && segment !== '..' && !/[/\\\0]/.test(segment))
    return clean ? segments.join('/') : undefined
  } catch {
    return undefined
  }
}

interface Wanted {
  folder: string
  base: string
  /** Below the base; `undefined` outside of it. */
  relative: string | undefined
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { folder, base, relative }: Wanted,
): Promise<void> {
  const found = relative === undefined ? undefined : await firstFile(folder, candidates(relative))
  if (found) return send(incoming, outgoing, { file: found, status: 200 })
  const clean = relative?.endsWith('/') ? relative.split('/').filter(Boolean) : []
  const page = clean.length > 0 ? await firstFile(folder, [`${clean.join('/')}.html`]) : undefined
  if (page) {
    await page.handle.close()
    // Put together anew, so that no `//host` of the request becomes an address of its own.
    return redirect(outgoing, `${base}${clean.map(encodeURIComponent).join('/')}${queryOf(incoming.url)}`)
  }
  const missing = await firstFile(folder, ['404.html'])
  if (missing) return send(incoming, outgoing, { file: missing, status: 404 })
  refuse(outgoing, 404, '没有这个页面\n')
}

function queryOf(url = ''): string {
  const question = url.indexOf('?')
  return question < 0 ? '' : url.slice(question)
}

function candidates(relative: string): string[] {
  const name = relative.replace(/\/+$/, '')
  if (name === '') return ['index.html']
  return relative.endsWith('/') ? [`${name}/index.html`] : [name, `${name}.html`, `${name}/index.html`]
}

interface Found {
  path: string
  handle: FileHandle
  size: number
  modified: number
}

async function firstFile(folder: string, names: string[]): Promise<Found | undefined> {
  for (const name of names) {
    const path = join(folder, name)
    if (!path.startsWith(folder + sep)) continue
    const handle = await open(path).catch(() => undefined)
    const stat = await handle?.stat()
    if (handle && stat?.isFile()) return { path, handle, size: stat.size, modified: Math.floor(stat.mtimeMs) }
    await handle?.close()
  }
  return undefined
}

async function send(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { file, status }: { file: Found; status: number },
): Promise<void> {
  const type = TYPES[extname(file.path)] ?? 'application/octet-stream'
  const zip =
    RE_TEXT.test(type) && file.size > 1024 && /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''))
  const etag = `W/"${file.size.toString(36)}-${file.modified.toString(36)}"`
  const hashed = RE_HASHED.test(file.path.split(sep).join('/'))
  const headers = {
    'content-type': type,
    etag,
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(RE_TEXT.test(type) ? { vary: 'accept-encoding' } : {}),
    ...(zip ? { 'content-encoding': 'gzip' } : { 'content-length': file.size }),
  }
  const fresh = status === 200 && incoming.headers['if-none-match'] === etag
  outgoing.writeHead(fresh ? 304 : status, fresh ? { etag, 'cache-control': headers['cache-control'] } : headers)
  if (fresh || incoming.method === 'HEAD') {
    await file.handle.close()
    outgoing.end()
    return
  }
  const source = createReadStream(file.path, { fd: file.handle })
  const done = (): void => undefined
  if (zip) pipeline(source, createGzip(), outgoing, done)
  else pipeline(source, outgoing, done)
}

function redirect(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(308, { location })
  outgoing.end()
}

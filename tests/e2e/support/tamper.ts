import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { listen } from '../../../playground/server/listen.node.ts'

export interface Answer {
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A reverse proxy before a site that may change what the gateway answers; everything else passes untouched. */
export async function startTamperer(site: string, change: (answer: Answer) => Answer) {
  const { hostname, port } = new URL(site)
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming
    const onward = request({ hostname, port, method, headers, path: url }, (answer) => {
      if (!url.includes('/proxy/sandbox/')) {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
        return
      }
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const changed = change({ headers: answer.headers, body: Buffer.concat(chunks) })
        const { 'transfer-encoding': _, ...rest } = changed.headers
        outgoing.writeHead(answer.statusCode ?? 500, { ...rest, 'content-length': changed.body.length })
        outgoing.end(changed.body)
      })
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  return listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
}

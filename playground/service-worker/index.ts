/**
 * `{base}sw.js`: the gateway of a site without a server. The page registers it as a Service Worker (scope: the base),
 * which answers `{base}sandbox/…` and `{base}proxy/…`. Where the browser gives the page no controller, the page runs
 * the same file as a Worker and talks to it by messages (`playground/protocol/worker`).
 */
import { index } from 'virtual:behaviour'
import { answerMessages } from './as-worker.ts'
import { createBrowserGateway } from './gateway.ts'
import { behaviourOfFiles } from './operation-files.ts'

declare const self: ServiceWorkerGlobalScope | DedicatedWorkerGlobalScope

const base = new URL('.', self.location.href).pathname
const root = new URL('.', self.location.href).href
const gateway = createBrowserGateway(behaviourOfFiles(index, root), base)

if ('registration' in self) serveFetches(self)
else answerMessages(self, gateway)

function serveFetches(worker: ServiceWorkerGlobalScope): void {
  // A new version takes over at once: page and gateway come from the same build.
  worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
  worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
  worker.addEventListener('fetch', (event) => {
    if (!gateway.takes(new URL(event.request.url))) return
    const answer = gateway.fetch(event.request)
    event.respondWith(answer)
    event.waitUntil(answer.then(() => gateway.settled()))
  })
}

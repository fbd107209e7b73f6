import { createServer, type Server } from 'node:http'

/**
 * Hands the websocket requests of a server on to whoever listened last. While one Vite server takes the place of
 * another, both listen for a moment, and two of them on one socket is an error that ends the process.
 *
 * @returns a server that never listens on a port, to listen on for `upgrade`
 */
export function shareUpgrades(server: Server): Server {
  const shared = createServer()
  server.on('upgrade', (request, socket, head) => {
    const listener = shared.listeners('upgrade').at(-1)
    if (listener) listener.call(shared, request, socket, head)
    // Nobody yet or no more: the browser's client asks again.
    else socket.destroy()
  })
  return shared
}

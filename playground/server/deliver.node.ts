/**
 * Sends a notification the way the gateway does: five seconds, no redirect followed, and only to this machine. A
 * sandbox that posts to any address it is given would be a tool to reach networks its user cannot.
 *
 * @throws Error if the address is not on loopback or nothing answers
 */
export async function deliverToLoopback(request: Request): Promise<Response> {
  const { protocol, hostname } = new URL(request.url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`不支持 ${protocol} 地址`)
  if (!isLoopback(hostname)) throw new Error('沙箱只向本机（127.0.0.1、localhost、[::1]）发送通知')
  const body = request.body ? await request.arrayBuffer() : undefined
  const { method, headers } = request
  const answer = await fetch(request.url, {
    method,
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  })
  // The status is all that counts; the rest is not worth keeping a connection for.
  await answer.body?.cancel()
  return new Response(null, { status: answer.status })
}

/** `URL` has already turned `127.1`, `0x7f000001` and their like into four decimal numbers. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}

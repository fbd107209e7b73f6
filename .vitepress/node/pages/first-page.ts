import type { Plugin } from 'vite'

const FIRST = Symbol.for('wechatpay-live-docs.first-page')

interface Gate {
  reached: Promise<void>
  open(): void
}

/**
 * The moment until which everything waits that the first page of a dev server does not need. The server's program and
 * VitePress's configuration are bundled apart, so it is shared through a global symbol.
 */
export function firstPage(): Gate {
  const shared = globalThis as { [FIRST]?: Gate }
  if (!shared[FIRST]) {
    let open = (): void => {}
    const reached = new Promise<void>((resolve) => {
      open = resolve
    })
    shared[FIRST] = { reached, open }
  }
  return shared[FIRST]
}

/** Of what no document is: Vite's own addresses, and modules. */
const RE_MODULE = /\/@|\.(?:[cm]?[jt]s|vue|css)(?:\?|$)/

/** Milliseconds in which a first visitor comes who has the address open already. */
const SOON = 1500

/**
 * Vite bundles the packages of the browser as soon as it starts, on every core that there is. They are needed when the
 * document has arrived: then it begins, or when anything else is asked for, or when nobody comes.
 */
export function afterFirstPage(): Plugin {
  const { reached, open } = firstPage()
  return {
    name: 'after-first-page',
    apply: 'serve',
    config: () => ({
      optimizeDeps: { rolldownOptions: { plugins: [{ name: 'after-first-page', buildStart: () => reached }] } },
    }),
    configureServer({ middlewares }) {
      const nobody = setTimeout(open, SOON)
      middlewares.use(({ url = '/', headers }, response, next) => {
        clearTimeout(nobody)
        const wanted = headers['sec-fetch-dest'] ?? 'document'
        if (wanted === 'document' && !RE_MODULE.test(url)) response.once('close', open)
        else open()
        next()
      })
    },
  }
}

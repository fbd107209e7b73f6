/**
 * What a page does better with JavaScript: answers appear without a new page and are read out, a lost connection is told
 * in place, and a tab that comes to the front shows what happened meanwhile. Text, because it goes into the page as it is.
 */
export const SCRIPT = `
(() => {
  'use strict'
  const LIMIT = 20000
  let busy = false
  const show = (text) => {
    const next = new DOMParser().parseFromString(text, 'text/html')
    const main = next.querySelector('main')
    if (!main) throw new Error('no page')
    document.title = next.title
    document.querySelector('main').replaceWith(main)
    return main
  }
  const ask = async (init) => {
    const answer = await fetch(location.href, { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(LIMIT), ...init })
    if (answer.redirected) history.replaceState(null, '', answer.url)
    return show(await answer.text())
  }
  const tell = (text) => {
    const main = document.querySelector('main')
    main.querySelector('.notice')?.remove()
    const notice = document.createElement('p')
    notice.className = 'notice bad'
    notice.setAttribute('role', 'alert')
    notice.textContent = text
    main.prepend(notice)
  }
  addEventListener('submit', async (event) => {
    const form = event.target
    if (form.method !== 'post') return
    event.preventDefault()
    if (busy) return
    const button = event.submitter
    busy = true
    button?.setAttribute('aria-disabled', 'true')
    try {
      const main = await ask({ method: 'POST', body: new URLSearchParams(new FormData(form, button)) })
      main.querySelector('h1')?.focus()
      scrollTo(0, 0)
    } catch {
      tell('没有收到应答，不知道是否已经提交。检查网络后刷新页面，看看现在的状态。')
      button?.removeAttribute('aria-disabled')
    }
    busy = false
  })
  const refresh = async () => {
    const main = document.querySelector('main')
    const typing = [...main.querySelectorAll('input:not([type=hidden]), textarea')].some((field) => field.value !== field.defaultValue)
    if (busy || document.hidden || !main.dataset.state || typing || main.querySelector('details[open]')) return
    try {
      const answer = await fetch(location.href, { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(LIMIT) })
      const text = await answer.text()
      const next = new DOMParser().parseFromString(text, 'text/html').querySelector('main')
      if (!busy && next && next.dataset.state !== main.dataset.state) show(text)
    } catch {}
  }
  addEventListener('visibilitychange', refresh)
  addEventListener('focus', refresh)
  setInterval(() => { if (document.querySelector('main').dataset.waits) refresh() }, 2000)
})()
`

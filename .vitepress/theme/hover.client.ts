const POPUP_ID = 'hover-popup'
const GAP = 6

/** The text of a token's popup: the N-th child of its block's `<template>`. */
function contentOf(token: HTMLElement): Element | undefined {
  const template = token.closest('pre')?.querySelector('template.hovers')
  if (!(template instanceof HTMLTemplateElement)) return undefined
  // a template made by a script instead of the parser holds its children itself
  const list = template.content.childElementCount > 0 ? template.content.children : template.children
  return list[Number(token.dataset.hover)]
}

const tokenOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-hover]') : null

/** The one popup of a document, and the token it belongs to. */
function createPopup(root: Document) {
  const popup = root.createElement('div')
  popup.id = POPUP_ID
  popup.className = 'hover-popup'
  popup.role = 'tooltip'
  popup.hidden = true
  let owner: HTMLElement | undefined

  const hide = () => {
    popup.hidden = true
    owner?.removeAttribute('aria-describedby')
    owner?.classList.remove('active')
    owner = undefined
  }
  const show = (token: HTMLElement) => {
    if (token === owner) return
    const content = contentOf(token)
    hide()
    if (!content) return
    popup.replaceChildren(root.importNode(content, true))
    if (!popup.isConnected) root.body.append(popup)
    popup.hidden = false
    owner = token
    token.setAttribute('aria-describedby', POPUP_ID)
    token.classList.add('active')
    place(popup, token)
  }
  return { element: popup, show, hide, owner: () => owner }
}

/** Under the token, or above it where there is no room; inside the window at any width. */
function place(popup: HTMLElement, token: HTMLElement) {
  const { scrollX, scrollY } = window
  const { clientWidth, clientHeight } = document.documentElement
  const box = token.getBoundingClientRect()
  popup.style.left = '0'
  popup.style.top = '0'
  const { width, height } = popup.getBoundingClientRect()
  const below = box.bottom + GAP + height <= clientHeight || box.top < height + GAP
  popup.style.left = `${scrollX + Math.max(12, Math.min(box.left, clientWidth - width - 12))}px`
  popup.style.top = `${scrollY + (below ? box.bottom + GAP : box.top - GAP - height)}px`
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** The token an arrow, Home or End leads to. */
function neighbour(token: HTMLElement, key: string): HTMLElement | undefined {
  const tokens = [...(token.closest('pre')?.querySelectorAll<HTMLElement>('[data-hover]') ?? [])]
  if (key === 'Home') return tokens[0]
  if (key === 'End') return tokens.at(-1)
  const step = STEPS[key]
  return step === undefined ? undefined : tokens[tokens.indexOf(token) + step]
}

/** Keeps one tab stop in the block: the token that has the focus. */
function rove(from: HTMLElement, to: HTMLElement) {
  for (const one of from.closest('pre')?.querySelectorAll<HTMLElement>('[data-hover][tabindex="0"]') ?? [])
    one.tabIndex = -1
  to.tabIndex = 0
  to.focus()
}

/**
 * Types on hover for the whole document, one set of listeners: the pointer over a token, a tap, or the keyboard (Tab to
 * a block, arrows, Home and End between its tokens, Esc closes). The popup can be pointed at and read by a screen
 * reader (`aria-describedby`). Returns what takes everything off again.
 */
export function installHovers(root: Document): () => void {
  const popup = createPopup(root)
  const stop = new AbortController()
  const { signal } = stop
  root.addEventListener(
    'pointerover',
    ({ target, pointerType }) => {
      if (pointerType === 'touch') return
      const token = tokenOf(target)
      if (token) popup.show(token)
      else if (
        popup.owner() &&
        !(target instanceof Node && popup.element.contains(target)) &&
        root.activeElement !== popup.owner()
      )
        popup.hide()
    },
    { signal },
  )
  // a tap and the focus do the same: they open what they meet, and close what they leave
  const onReach = ({ target }: Event): void => {
    const token = tokenOf(target)
    if (token) popup.show(token)
    else if (!(target instanceof Node && popup.element.contains(target))) popup.hide()
  }
  root.addEventListener('click', onReach, { signal })
  root.addEventListener('focusin', onReach, { signal })
  root.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && popup.owner()) {
        popup.hide()
        return
      }
      const token = tokenOf(event.target)
      const next = token && neighbour(token, event.key)
      if (!token || !next || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      rove(token, next)
    },
    { signal },
  )
  return () => {
    stop.abort()
    popup.hide()
    popup.element.remove()
  }
}

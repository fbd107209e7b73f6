import { html, raw } from 'hono/html'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import type { ActionView, AskedField, Notice, PageView } from './view.ts'

/** What `html` makes: escaped already. */
export type Markup = ReturnType<typeof html>

export interface Document {
  title: string
  layout: 'phone' | 'review'
  main: Markup
}

const ICONS = {
  done: raw(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11" fill="currentColor"/><path d="m7 12.4 3.4 3.4L17 9.2" fill="none" stroke="var(--bg)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
  ),
  over: raw(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2"/><path d="M7 12h10" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>',
  ),
  open: raw(''),
} as const

/** A whole document around `main`. */
export async function renderDocument({ title, layout, main }: Document): Promise<string> {
  const document = await html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · 支付沙箱</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<div class="frame ${layout}">
<header class="top"><span>支付沙箱</span><span class="badge">沙箱，不会扣款</span></header>
${main}
<footer class="foot">这是联调用的页面，不连接微信支付，不动用真实资金。</footer>
</div>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`
  return document.toString()
}

/** A page of an object: what it is, how it stands, what the person can do. Forms go to the address of the page itself. */
export function renderView(view: PageView): Markup {
  const { title, mchid, amount, rows, state, notice, actions, back } = view
  const primary = actions.filter((action) => action.primary)
  const others = actions.filter((action) => !action.primary)
  return html`<main data-state="${stampOf(view)}"${state.look === 'open' ? raw(' data-waits="1"') : ''}>
${notice && renderNotice(notice)}
<h1 tabindex="-1">${title}</h1>
<p class="who">演示商户 ${mchid}</p>
${amount !== undefined && html`<p class="amount"><small>¥</small>${amount}</p>`}
<p class="state ${state.look}" role="status">${ICONS[state.look]}<span>${state.text}</span></p>
${rows.length > 0 && html`<dl class="rows">${rows.map(({ label, text }) => html`<div><dt>${label}</dt><dd><bdi>${text}</bdi></dd></div>`)}</dl>`}
<div class="actions">
${primary.map(renderPrimary)}
${others.length > 0 && html`<section class="others" aria-label="其它操作">${primary.length > 0 && html`<h2>其它操作</h2>`}<ul>${others.map((action) => html`<li>${renderOther(action)}</li>`)}</ul></section>`}
${back && html`<p class="back"><a class="button" href="${back.href}" rel="noreferrer">返回商户页面</a><small>${back.host}</small></p>`}
</div>
</main>`
}

export function renderNotice({ tone, text }: Notice): Markup {
  return html`<p class="notice ${tone}" role="${tone === 'good' ? 'status' : 'alert'}">${text}</p>`
}

function renderPrimary(action: ActionView): Markup {
  return html`<form method="post">${renderFields(action)}<button class="primary" name="action" value="${action.index}">${action.label}</button></form>`
}

/** What is to be filled in opens first, so that it does not stand in the way. */
function renderOther(action: ActionView): Markup {
  const { fields, index, label } = action
  if (fields.length === 0) {
    return html`<form method="post"><button name="action" value="${index}">${label}</button></form>`
  }
  return html`<details><summary>${label}</summary><form method="post">${renderFields(action)}<button name="action" value="${index}">提交：${label}</button></form></details>`
}

function renderFields({ fields }: ActionView): Markup[] {
  return fields.map((field) =>
    field.kind === 'flag'
      ? html`<label class="flag"><input type="checkbox" name="field.${field.name}" value="true">${field.label}</label>`
      : html`<label>${field.label}${renderInput(field)}</label>`,
  )
}

function renderInput({ name, kind, required }: AskedField): Markup {
  const attributes = html` name="field.${name}" autocomplete="off" maxlength="500"${required ? raw(' required') : ''}`
  if (kind === 'text') return html`<textarea${attributes} rows="3"></textarea>`
  const type = { line: 'text', number: 'text', password: 'password' }[kind === 'flag' ? 'line' : kind]
  return html`<input type="${type}"${attributes}${kind === 'line' ? '' : raw(' inputmode="numeric"')}>`
}

/** Changes with anything that a person would want to see anew. */
function stampOf({ state, actions, amount }: PageView): string {
  return JSON.stringify([state.text, amount ?? '', actions.map(({ index }) => index)])
}

import { html } from 'hono/html'
import type { CodeChoice } from './codes.ts'
import { type Markup, renderNotice } from './render.ts'
import type { Notice } from './view.ts'

/** The page without a ticket: a field for one, and fresh numbers for a payer to show. */
export function renderStart(codes: CodeChoice[], notice?: Notice): Markup {
  return html`<main>
${notice && renderNotice(notice)}
<h1 tabindex="-1">代用户操作</h1>
<p class="hint">这里扮演付款人、用户和审核人员。把接口应答里的凭据粘贴进来，就打开它的页面：支付链接、预支付会话标识、签约或确认用的参数都可以。</p>
<form class="card" method="get">
<label>凭据<input name="ticket" required autocomplete="off" spellcheck="false" placeholder="weixin://… 或 wx2…"></label>
<button class="primary">打开</button>
</form>
${codes.length > 0 && renderCodes(codes)}
</main>`
}

/** A number that waits for its merchant. */
export function renderCode(number: string, { title, description }: CodeChoice): Markup {
  return html`<main data-state="code" data-waits="1">
<h1 tabindex="-1">${title}</h1>
<div class="code"><output>${number.replace(/(\d{4})(?=\d)/g, '$1 ')}</output><p>连起来写：<span id="number">${number}</span></p></div>
<p class="hint">${description}</p>
<p class="state open" role="status"><span>等待商户用这个号码收款。收款之后这里会变成付款页；没有变化就<a href="?ticket=${number}">刷新</a>。</span></p>
</main>`
}

/** Why a ticket opens nothing. */
export function renderClosed(title: string, text: string): Markup {
  return html`<main>
<h1 tabindex="-1">${title}</h1>
<p class="state over" role="status">${text}</p>
</main>`
}

function renderCodes(codes: CodeChoice[]): Markup {
  return html`<section class="card" aria-labelledby="codes"><h2 id="codes">取一个付款码</h2>
${codes.map(({ title, description, name }) => html`<form method="post"><p class="hint">${description}</p><button name="code" value="${name}">${title}</button></form>`)}
</section>`
}

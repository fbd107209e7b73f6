/** What the page for a wrong address says to a reader without JavaScript; with it the theme shows its own. */
function notFoundText(base: string): string {
  return `<noscript><main class="not-found">
<p class="code">404</p>
<h1>没有这个页面</h1>
<p>地址可能写错，或者这个接口还没有收录。接口页的地址与接口的路径相同，例如 <code>${base}openapi/v3/…</code>。</p>
<p><a href="${base}openapi/">全部接口</a> · <a href="${base}webhook/">全部通知</a> · <a href="${base}">首页</a></p>
</main></noscript>`
}

/** Puts the text beside the place where the theme mounts. */
export function withNotFoundText(html: string, base: string): string {
  return html.replace('<div id="app"></div>', (app) => `${app}\n    ${notFoundText(base)}`)
}

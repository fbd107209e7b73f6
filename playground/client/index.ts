/**
 * The playground in the page: `openPlayground` as a drawer over it, `mountPlayground` as a page of its own.
 *
 * Roles and names, for tests and for whoever navigates by them (the same in both, `dialog` in the drawer alone):
 * - dialog `试一试：<title>`; button `关闭`; Escape closes (from inside the editor the second one)
 * - region `在线调试` and combobox `接口` with options (page only)
 * - toolbar `运行`: buttons `运行`, `停止`, `重置代码`, `复制代码`; group (details) `演示商户 <mchid>` with button `重置身份`
 * - region `请求代码`: textbox `代码` (Monaco, or a textarea)
 * - region `结果`: tablist `结果` with tabs `响应`, `签名`, `控制台`, `通知`; list `本次运行的请求` when there are several
 *   - region `签名诊断` where the sandbox refused the signature
 *   - region `响应`: status, group `响应正文`, group `解密后` where fields are encrypted, disclosure `响应头（n）`, disclosure `请求`
 *   - region `签名`: text `验签通过`, `验签失败` or `应答未签名`; table `待签名串`; headings `待签名串`, `Authorization`, `应答验签`
 *   - region `控制台`: log `控制台输出`
 *   - region `通知`: combobox `商户订单号`, buttons `模拟支付`, `刷新通知`, an article per notification named by its event
 * - failures: alert (errors) or status (notices); buttons `重试`, `重新载入`, `换新的运行环境再运行`
 */
import { createApp } from 'vue'
import { createContext } from './ui/context.ts'
import PlaygroundDialog from './ui/PlaygroundDialog.vue'
import PlaygroundPage from './ui/PlaygroundPage.vue'
import styles from './ui/playground.css?inline'

export interface OpenOptions {
  /** `post /v3/pay/transactions/native` */
  operation: string
  /** The site's base, `/` or `/docs/`. */
  base: string
}

/** Opens the drawer; one that is open gives way. Focus returns to where it was when it closes. */
export function openPlayground({ operation, base }: OpenOptions): { close(): void } {
  for (const open of document.querySelectorAll<HTMLDialogElement>('dialog.pg-drawer[open]')) open.close()
  const before = document.activeElement
  const host = document.createElement('div')
  const detach = attachStyles()
  const app = createApp(PlaygroundDialog, { context: createContext(base), operation, onClose: close })

  function close(): void {
    if (!host.isConnected) return
    app.unmount()
    host.remove()
    detach()
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }

  document.body.append(host)
  app.mount(host)
  return { close }
}

/** Fills `element` with the playground and a picker of operations; `first` is what it shows where none is named. */
export function mountPlayground(
  element: HTMLElement,
  { operation, base, first }: Partial<OpenOptions> & { base: string; first?: string },
): { unmount(): void } {
  const detach = attachStyles()
  const app = createApp(PlaygroundPage, { context: createContext(base), operation, first })
  app.mount(element)
  return {
    unmount: () => {
      app.unmount()
      detach()
    },
  }
}

/** The playground's own styles come with it, not with every page of the site. */
function attachStyles(): () => void {
  const style = document.createElement('style')
  style.dataset.playground = ''
  style.textContent = styles
  document.head.append(style)
  return () => style.remove()
}

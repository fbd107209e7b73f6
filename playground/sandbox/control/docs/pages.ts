import * as v from 'valibot'
import type { RouteDoc } from './route-doc.ts'
import { described } from './shared.ts'

const PAGE = { status: 200, description: '页面', mediaType: 'text/html' }
const GONE = [
  { status: 404, description: '没有这个凭据，页面上说明原因', mediaType: 'text/html' },
  { status: 410, description: '凭据已经失效，页面上说明原因', mediaType: 'text/html' },
]
const TICKET = { ticket: '打开页面的凭据' }
const DONE = { status: 303, description: '已经做完，回到页面', mediaType: 'text/html' }
const REFUSED = [
  { status: 403, description: '别的网站的页面不能代人操作', mediaType: 'text/html' },
  { status: 409, description: '现在的状态不允许，页面上说明原因', mediaType: 'text/html' },
  { status: 422, description: '没有填对，页面上说明原因', mediaType: 'text/html' },
]

/** What a person opens in a browser. */
export const pagesDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/pages',
    summary: '凭据对应的页面；没有凭据时是粘贴凭据的页面',
    description: '凭据是应答里的 code_url、prepay_id 一类的值，原样（URL 编码后）放在 ticket 里。',
    open: true,
    query: v.object({ ticket: v.optional(described('凭据')), code: v.optional(described('要一个新的付款码')) }),
    answers: [PAGE, ...GONE],
  },
  {
    method: 'post',
    path: '/pages',
    summary: '在页面上操作',
    open: true,
    query: v.object({ ticket: described('凭据') }),
    answers: [DONE, ...REFUSED, ...GONE],
  },
  {
    method: 'get',
    path: '/pages/{ticket}',
    summary: '凭据对应的页面',
    open: true,
    parameters: TICKET,
    answers: [PAGE, ...GONE],
  },
  {
    method: 'post',
    path: '/pages/{ticket}',
    summary: '在页面上操作',
    open: true,
    parameters: TICKET,
    answers: [DONE, ...REFUSED, ...GONE],
  },
]

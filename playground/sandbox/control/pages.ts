import { type Context, Hono } from 'hono'
import { toText } from '../../signature/index.ts'
import { readUpTo } from '../body.ts'
import type { Engine } from '../engine.ts'
import { act, noticeOf } from '../pages/act.ts'
import { codeChoices, issueCode } from '../pages/codes.ts'
import { renderClosed, renderCode, renderStart } from '../pages/documents.ts'
import { POLICY } from '../pages/policy.ts'
import { type Markup, renderDocument, renderView } from '../pages/render.ts'
import { openTicket, type Page } from '../pages/ticket.ts'
import { type Notice, toView, type ViewSource } from '../pages/view.ts'
import { isCrossSite } from './auth.ts'
import { type ControlEnv, publicUrlOf } from './env.ts'

const FORM_LIMIT = 16 * 1024

/**
 * The pages on which a person plays payer, user or reviewer. Opened by a ticket alone, as the real ones are; acting needs
 * the ticket and a page of this origin. Addresses inside are relative: the sandbox does not know where it is mounted.
 */
export function pagesRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  app.get('/pages', (c) => show(engine, c, asked(c)))
  app.get('/pages/:ticket{.+}', (c) => show(engine, c, asked(c)))
  app.post('/pages', (c) => receive(engine, c))
  app.post('/pages/:ticket{.+}', (c) => receive(engine, c))
  return app
}

type PageContext = Context<ControlEnv>

interface Asked {
  ticket: string
  /** What the merchant or this page itself put on the address. */
  parameters: URLSearchParams
}

type Status = 200 | 403 | 404 | 409 | 410 | 413 | 422

/** Merchants append `&redirect_url=…` to an address without a query, too: what follows an `&` is no part of the ticket. */
function asked(c: PageContext): Asked {
  const { pathname, searchParams } = new URL(c.req.url)
  const [, named] = /\/pages\/(.+)$/.exec(pathname) ?? []
  if (named === undefined) return { ticket: (searchParams.get('ticket') ?? '').trim(), parameters: searchParams }
  const [ticket = '', ...appended] = named.split('&')
  const parameters = new URLSearchParams(appended.join('&'))
  for (const [name, value] of searchParams) parameters.append(name, value)
  return { ticket: decode(ticket).trim(), parameters }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function show(engine: Engine, c: PageContext, { ticket, parameters }: Asked): Promise<Response> {
  if (ticket === '') return answer(c, 200, { title: '代用户操作', main: renderStart(codeChoices(engine)) })
  const opened = await openTicket(engine, ticket)
  if (opened.found !== 'page') return closed(c, ticket, opened)
  if (opened.expired) return expired(c, opened, parameters)
  const view = toView(sourceOf(opened, parameters))
  const notice = noticeOf(opened, parameters.get('done'))
  return answer(c, 200, { title: view.title, page: opened, main: renderView(notice ? { ...view, notice } : view) })
}

async function receive(engine: Engine, c: PageContext): Promise<Response> {
  if (isCrossSite(c.req.raw)) {
    return answer(c, 403, {
      title: '没有生效',
      main: renderClosed('没有生效', '只有这个页面自己能提交操作，别的网站不能。'),
    })
  }
  const bytes = await readUpTo(c.req.raw, FORM_LIMIT)
  if (!bytes) return answer(c, 413, { title: '没有生效', main: renderClosed('没有生效', '填写的内容太长了。') })
  const form = new URLSearchParams(toText(bytes))
  const { ticket, parameters } = asked(c)
  if (ticket === '') return newCode(engine, c, form)
  const opened = await openTicket(engine, ticket)
  if (opened.found !== 'page') return closed(c, ticket, opened)
  if (opened.expired) return expired(c, opened, parameters)
  const acted = await act(engine, opened, {
    source: sourceOf(opened, parameters),
    form,
    origin: publicUrlOf(c),
  })
  if ('done' in acted) return back(c, parameters, acted.done)
  return shownAnew(engine, c, { ticket, parameters, ...acted })
}

/** The page as it is after a refusal: somebody else may have been faster. */
async function shownAnew(
  engine: Engine,
  c: PageContext,
  { ticket, parameters, status, notice }: Asked & { status: 409 | 422; notice: Notice },
): Promise<Response> {
  const opened = await openTicket(engine, ticket)
  if (opened.found !== 'page') return closed(c, ticket, opened)
  const view = toView(sourceOf(opened, parameters))
  return answer(c, status, { title: view.title, page: opened, main: renderView({ ...view, notice }) })
}

/** Post, redirect, get: reloading shows the page and sends nothing again. */
function back(c: PageContext, parameters: URLSearchParams, done: string): Response {
  const next = new URLSearchParams(parameters)
  next.set('done', done)
  return c.body(null, 303, { Location: `?${next}`, 'Cache-Control': 'no-store' })
}

async function newCode(engine: Engine, c: PageContext, form: URLSearchParams): Promise<Response> {
  const number = await issueCode(engine, form.get('code') ?? '')
  if (number !== undefined) return c.body(null, 303, { Location: `?ticket=${number}`, 'Cache-Control': 'no-store' })
  const notice: Notice = { tone: 'bad', text: '没有这一种付款码' }
  return answer(c, 422, { title: '代用户操作', main: renderStart(codeChoices(engine), notice) })
}

function sourceOf({ page, rule, merchant, held, scope }: Page, parameters: URLSearchParams): ViewSource {
  const { formula, value } = scope
  const name = page.back?.split('.').at(-1)
  const appended = name === undefined ? null : parameters.get(name)
  const kept = page.back === undefined ? undefined : value({ from: `object.${page.back}` })
  return {
    page,
    controls: rule.controls ?? {},
    mchid: merchant.record.mchid,
    state: held.state,
    formula,
    value,
    back: appended ?? (typeof kept === 'string' ? kept : undefined),
  }
}

type Unopened = Exclude<Awaited<ReturnType<typeof openTicket>>, { found: 'page' }>

function closed(c: PageContext, ticket: string, opened: Unopened): Response | Promise<Response> {
  if (opened.found === 'code') {
    return answer(c, 200, { title: opened.code.title, main: renderCode(ticket, opened.code) })
  }
  if (opened.found === 'replaced') {
    const text = '商户用同一个单号重新下过单，原来的凭据不能再用，请用新应答里的凭据。'
    return answer(c, 410, { title: '凭据已经换了', main: renderClosed('凭据已经换了', text) })
  }
  const text = '没有这个凭据。请从接口的应答里完整复制；沙箱重启之后，之前的凭据都会失效。'
  return answer(c, 404, { title: '打不开', main: renderClosed('打不开', text) })
}

/** What it stands for is told; nothing can be done with it any more. */
function expired(c: PageContext, opened: Page, parameters: URLSearchParams): Promise<Response> {
  const view = toView(sourceOf(opened, parameters))
  const notice: Notice = { tone: 'warn', text: '这个凭据已经过期，不能再用它操作。商户可以重新下单，取得新的凭据。' }
  const isOpen = view.actions.length > 0
  const shown = isOpen ? { ...view, actions: [], notice } : view
  return answer(c, isOpen ? 410 : 200, { title: view.title, page: opened, main: renderView(shown) })
}

async function answer(
  c: PageContext,
  status: Status,
  { title, main, page }: { title: string; main: Markup; page?: Page },
): Promise<Response> {
  const layout = page?.page.kind === 'review' ? 'review' : 'phone'
  return c.body(await renderDocument({ title, layout, main }), status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
    // the address is the ticket
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  })
}

import type { FastifyReply } from 'fastify'
import { pageFrame } from '../../http/page-frame.ts'
import { type Html, html } from './html.ts'
import { installStyle as style } from './page-style.ts'

/** The content of a page, without its frame. */
export interface Page {
  title: string
  body: Html
  /** The final target of the page's form outside of this server, as a CSP source. */
  formTarget?: string
  /** Why the request failed, for the visitor and for the log. */
  problem?: string | undefined
}

/** @param formTarget a CSP source. */
const policyOf = (formTarget: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src ${style.source}`,
    'img-src data:',
    `form-action 'self'${formTarget === undefined ? '' : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** Headers of every response, including redirects: their content must not be cached, logged or framed. */
export const pageHeaders: Record<string, string> = {
  'cache-control': 'no-store',
  'content-security-policy': policyOf(undefined),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Sends a page. */
export function sendPage(
  reply: FastifyReply,
  statusCode: number,
  { title, body, formTarget, problem }: Page,
): FastifyReply {
  if (problem !== undefined) reply.request.refusedWith = problem
  return reply
    .code(statusCode)
    .header('content-security-policy', policyOf(formTarget))
    .type('text/html; charset=utf-8')
    .send(
      pageFrame(html`${title} · contactd`.text, {
        style,
        main: html`<p class="brand">contactd</p>\n${body}`.text,
      }),
    )
}

/** An error message that screen readers announce when the page opens. */
export const problemBox = (problem: string | undefined): Html | undefined =>
  problem === undefined ? undefined : html`<p class="problem" role="alert" id="problem">${problem}</p>`

/** Hidden fields of a form. */
export const hiddenFields = (fields: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)

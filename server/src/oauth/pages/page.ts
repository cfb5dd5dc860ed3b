import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { Html, html } from './html.ts'
import { pageStyle } from './page-style.ts'

/** The content of a page, without its frame. */
export interface Page {
  title: string
  body: Html
  /** The final target of the page's form outside of this server, as a CSP source. */
  formTarget?: string
  /** Why the request failed, for the visitor and for the log. */
  problem?: string | undefined
}

const styleHash = createHash('sha256').update(pageStyle).digest('base64')

/** @param formTarget a CSP source. */
const policyOf = (formTarget: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
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
      html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · contactd</title>
<link rel="icon" href="data:,">
<style>${new Html(pageStyle)}</style>
</head>
<body>
<main>
<p class="brand">contactd</p>
${body}
</main>
</body>
</html>
`.text,
    )
}

/** An error message that screen readers announce when the page opens. */
export const problemBox = (problem: string | undefined): Html | undefined =>
  problem === undefined ? undefined : html`<p class="problem" role="alert" id="problem">${problem}</p>`

/** Hidden fields of a form. */
export const hiddenFields = (fields: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)

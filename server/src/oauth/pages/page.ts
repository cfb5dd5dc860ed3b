import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { Html, html } from './html.ts'
import { pageStyle } from './page-style.ts'

/** A page, before it is dressed. */
export interface Page {
  title: string
  body: Html
  /** Where a form of the page may lead in the end, apart from this server: a source of CSP. */
  formTarget?: string
}

const styleHash = createHash('sha256').update(pageStyle).digest('base64')

/** @param formTarget a source of CSP. */
const policyOf = (formTarget: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    'img-src data:',
    `form-action 'self'${formTarget === undefined ? '' : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** On every answer, redirects among them: what they hold is for nobody's cache, log or frame. */
export const pageHeaders: Record<string, string> = {
  'cache-control': 'no-store',
  'content-security-policy': policyOf(undefined),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Answers with a page. */
export const sendPage = (reply: FastifyReply, statusCode: number, { title, body, formTarget }: Page) =>
  reply
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

/** What went wrong, read out by a screen reader as the page opens. */
export const problemBox = (problem: string | undefined): Html | undefined =>
  problem === undefined ? undefined : html`<p class="problem" role="alert" id="problem">${problem}</p>`

/** Fields that a form sends along. */
export const hiddenFields = (fields: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)

import { pageFrame, pageStyle } from '../http/page-frame.ts'
import { escapeHtml } from './html.ts'

const style = pageStyle(`
main.wide { max-width: 64rem; }
p { margin: 0 0 1.5rem; max-width: 40rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; }
ul.countries { columns: 15rem; column-gap: 2.5rem; }
ul.countries li { display: flex; gap: .75rem; padding: .375rem .25rem; border-bottom: 1px solid var(--line);
  break-inside: avoid; }
li:target { background: var(--chosen); }
code { font: 600 .9375rem/1.6 ui-monospace, monospace; color: var(--text); min-width: 2.5ch; }
ul.links { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
ul.links li + li { border-top: 1px solid var(--line); }
ul.links a { display: block; padding: .75rem 1rem; font-weight: 600; text-decoration: none; }
ul.links a:hover { background: var(--chosen); }
ul.links a:focus-visible { outline-offset: -2px; }
ul.links span { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
`)

/** The policy of a page without a script: only its own style. */
export const plainPolicy = [
  "default-src 'none'",
  `style-src ${style.source}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page of the reference with a link back. @param body HTML. */
export const referenceNote = (title: string, body: string): string =>
  pageFrame(`${escapeHtml(title)} · contactd`, {
    style,
    className: 'wide',
    main: `<p class="brand">contactd <a href="/docs">API reference</a></p>
<h1>${escapeHtml(title)}</h1>
${body}`,
  })

/** The page at `/` for browsers. */
export function homePage(): string {
  const links = [
    ['/console', 'Console', 'Contacts and their records, settings, and the requests that come in'],
    ['/docs', 'API reference', 'Every operation, with samples, and a form that sends it'],
    ['/docs/v3', 'API reference of version v3', 'The same for version v3'],
    ['/openapi.json', 'OpenAPI document', 'For code generators and API clients'],
  ]
  return pageFrame('contactd', {
    style,
    main: `<p class="brand">contactd</p>
<h1>This is a contacts server</h1>
<p>It answers HighLevel's Contacts API at this address. Programs send their requests here; people start with:</p>
<ul class="links">
${links.map(([href, name, what]) => `<li><a href="${href}">${name}<span>${what}</span></a></li>`).join('\n')}
</ul>`,
  })
}

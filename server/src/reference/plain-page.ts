import { createHash } from 'node:crypto'
import { escapeHtml } from './html.ts'

const style = `
:root { color-scheme: light dark; --back: light-dark(#f4f5f7, #111318); --card: light-dark(#fff, #1b1e25);
  --text: light-dark(#1a1d23, #e8eaf0); --soft: light-dark(#5a6170, #a3abbb); --line: light-dark(#dadde4, #343945);
  --blue: light-dark(#1f5fd6, #8ab4ff); --marked: light-dark(#edf3ff, #20304f); }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(0px, 6vh, 4rem) 1rem 3rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 64rem; margin: 0 auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; }
main.narrow { max-width: 34rem; }
nav { display: flex; gap: 1rem; justify-content: space-between; margin: 0 0 1.5rem; font-size: .875rem; }
nav b { color: var(--soft); font-weight: 600; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
p { margin: 0 0 1.5rem; max-width: 40rem; color: var(--soft); }
a { color: var(--blue); }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
ul { list-style: none; margin: 0; padding: 0; }
ul.countries { columns: 15rem; column-gap: 2.5rem; }
ul.countries li { display: flex; gap: .75rem; padding: .375rem .25rem; border-bottom: 1px solid var(--line);
  break-inside: avoid; }
li:target { background: var(--marked); }
code { font: 600 .9375rem/1.6 ui-monospace, monospace; color: var(--text); min-width: 2.5ch; }
ul.links { border: 1px solid var(--line); border-radius: 10px; }
ul.links li + li { border-top: 1px solid var(--line); }
ul.links a { display: block; padding: .75rem 1rem; font-weight: 600; text-decoration: none; }
ul.links a:hover { background: var(--marked); }
ul.links span { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
@media (max-width: 32rem) {
  body { padding: 0; background: var(--card); }
  main { padding: 1.5rem 1.25rem 2.5rem; border: 0; border-radius: 0; }
}
`

/** The policy of a page without a script: only its own style. */
export const plainPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** @param main the HTML content of the `main` element, and `attributes` its attributes. */
const plainPage = (title: string, main: string, attributes = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main${attributes}>
${main}
</main>
</body>
</html>
`

/** A page of the reference with a link back. @param body HTML. */
export const referenceNote = (title: string, body: string): string =>
  plainPage(
    `${title} · contactd`,
    `<nav><b>contactd</b><a href="/docs">API reference</a></nav>
<h1>${escapeHtml(title)}</h1>
${body}`,
  )

/** The page at `/` for browsers. */
export function homePage(): string {
  const links = [
    ['/console', 'Console', 'Contacts and their records, settings, and the requests that come in'],
    ['/docs', 'API reference', 'Every operation, with samples, and a form that sends it'],
    ['/docs/v3', 'API reference of version v3', 'The same for version v3'],
    ['/openapi.json', 'OpenAPI document', 'For code generators and API clients'],
  ]
  return plainPage(
    'contactd',
    `<nav><b>contactd</b></nav>
<h1>This is a contacts server</h1>
<p>It answers HighLevel's Contacts API at this address. Programs send their requests here; people start with:</p>
<ul class="links">
${links.map(([href, name, what]) => `<li><a href="${href}">${name}<span>${what}</span></a></li>`).join('\n')}
</ul>`,
    ' class="narrow"',
  )
}

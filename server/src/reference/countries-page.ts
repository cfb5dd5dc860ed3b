import { createHash } from 'node:crypto'
import { countryCodes, countryName } from '../lib/countries.ts'
import { escapeHtml } from './html.ts'

const style = `
:root { color-scheme: light dark; --line: #8884; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 64rem;
  font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
h1 { font-size: 1.75rem; margin: 1rem 0 .25rem; }
p { margin: 0 0 1.5rem; max-width: 40rem; }
ul { list-style: none; margin: 0; padding: 0; columns: 16rem; column-gap: 2.5rem; }
li { display: flex; gap: .75rem; padding: .3rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
li:target { background: Mark; color: MarkText; }
code { font: 600 .9375rem/1.6 ui-monospace, monospace; min-width: 2ch; }
`

/** The page needs its own style and nothing else. */
export const countriesPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The values that `country` takes, by English name. */
export function countriesPage(): string {
  const countries = countryCodes
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countries · contactd</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<nav><a href="/docs">API reference</a></nav>
<main>
<h1>Countries</h1>
<p>The ${countries.length} values that the field <code>country</code> takes: ISO 3166-1 alpha-2 codes, in capitals, as in HighLevel's list.</p>
<ul>
${countries.map(({ code, name }) => `<li id="${code}"><code>${code}</code> ${escapeHtml(name)}</li>`).join('\n')}
</ul>
</main>
</body>
</html>
`
}

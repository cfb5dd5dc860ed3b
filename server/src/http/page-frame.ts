import { createHash } from 'node:crypto'

/** The console's icon. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f5fd6"/><path d="M21 12a6 6 0 1 0 0 8" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/></svg>',
)}`

/**
 * The look that the pages without scripts share with the console: its colours (console/src/theme.ts) and its fonts,
 * light and dark.
 */
const sharedStyle = `
:root {
  color-scheme: light dark;
  --back: light-dark(#f4f5f7, #111318);
  --card: light-dark(#fff, #1b1e25);
  --text: light-dark(#1a1d23, #e8eaf0);
  --soft: light-dark(#5a6170, #a3abbb);
  --line: light-dark(#dadde4, #343945);
  --edge: light-dark(#868e9c, #717a8b);
  --tint: light-dark(#f7f8fa, #22262f);
  --blue: light-dark(#1f5fd6, #8ab4ff);
  --on-blue: light-dark(#fff, #0b1730);
  --chosen: light-dark(#edf3ff, #20304f);
  --red: light-dark(#a81c1c, #ffb1a8);
  --red-tint: light-dark(#fdeeee, #3a2020);
}
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(0px, 6vh, 4rem) 1rem 3rem; background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 30rem; margin: 0 auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 16px; }
.brand { display: flex; max-width: none; gap: .625rem; align-items: center; margin: 0 0 1.5rem; font-size: .875rem; font-weight: 600;
  color: var(--soft); }
.brand::before { width: 1.5rem; height: 1.5rem; background: url("${icon}"); content: ""; }
.brand a { margin-left: auto; font-weight: 400; }
h1 { margin: 0 0 .5rem; font-size: 1.625rem; font-weight: 650; line-height: 1.35; }
a { color: var(--blue); }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
@media (max-width: 32rem) {
  body { padding: 0; background: var(--card); }
  main { padding: 1.5rem 1.25rem 2.5rem; border: 0; border-radius: 0; }
}
`

/** A style of pages without scripts, as text and as a CSP source. */
export interface PageStyle {
  text: string
  source: string
}

/** The style of some pages. @param own what they have beyond the shared look, as CSS. */
export function pageStyle(own: string): PageStyle {
  const text = sharedStyle + own
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` }
}

/**
 * An HTML document with the shared look.
 * @param title as HTML. @param main the HTML of the `main` element. @param className of that element.
 */
export const pageFrame = (
  title: string,
  { style, main, className }: { style: PageStyle; main: string; className?: string },
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${style.text}</style>
</head>
<body>
<main${className === undefined ? '' : ` class="${className}"`}>
${main}
</main>
</body>
</html>
`

/** A picture that brings its own background, so that it can be read on a light page and on a dark one. */
export function picture(
  { width, height, title }: { width: number; height: number; title: string },
  content: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    text({ x: margin, y: 30, content: title, look: 'title' }),
    ...content,
    '</svg>',
    '',
  ].join('\n')
}

/** Free on the left and on the right. */
export const margin = 16

const style = `
.page { fill: #ffffff }
text { fill: #1f2328; font: 13px system-ui, sans-serif }
.title { font-size: 15px; font-weight: 600 }
.quiet { fill: #59636e; font-size: 12px }
.grid { stroke: #d1d9e0 }
.aim { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 4 3 }
.own, .met { fill: #1f6feb }
.limit { fill: #8c959f }
.other, .missed { fill: #bc6c25 }
.line { fill: none; stroke-width: 2.5 }
.c0 { stroke: #1f6feb } .c1 { stroke: #bc6c25 } .c2 { stroke: #2da44e } .c3 { stroke: #8250df }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 }
text { fill: #e6edf3 }
.quiet { fill: #9198a1 }
.grid { stroke: #3d444d }
.aim { stroke: #9198a1 }
}
`

/** How a thing looks: a class of the style. */
export type Look = 'own' | 'limit' | 'other' | 'met' | 'missed'

export function text(of: {
  x: number
  y: number
  content: string
  look?: 'title' | 'quiet'
  anchor?: 'start' | 'middle' | 'end'
}): string {
  const { x, y, content, look, anchor = 'start' } = of
  const shown = look ? ` class="${look}"` : ''
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${shown}>${escaped(content)}</text>`
}

export const bar = (of: { x: number; y: number; width: number; height: number; look: Look }): string =>
  `<rect class="${of.look}" x="${round(of.x)}" y="${round(of.y)}" width="${round(of.width)}" height="${of.height}" rx="2"/>`

export const line = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  look: 'grid' | 'aim',
): string => `<line class="${look}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`

/** A line through points. @param series its number: each has its colour. */
export function curve(points: readonly (readonly [number, number])[], series: number): string {
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(' ')
  return `<path class="line c${series}" d="${path}"/>`
}

const round = (value: number) => Number(value.toFixed(1))

const escaped = (content: string) =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

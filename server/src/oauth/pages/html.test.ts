import { describe, expect, it } from 'vitest'
import { html } from './html.ts'

describe('html', () => {
  it.each([
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['" onfocus="alert(1)', '&#34; onfocus=&#34;alert(1)'],
    ["' & `", '&#39; &#38; `'],
    ['&lt;', '&#38;lt;'],
    [7, '7'],
  ])('shows %j as %s', (piece, shown) => {
    expect(html`<b title="${piece}">${piece}</b>`.text).toBe(`<b title="${shown}">${shown}</b>`)
  })

  it('shows nothing for missing values', () => {
    expect(html`<b>${false}${undefined}</b>`.text).toBe('<b></b>')
  })

  it('does not escape twice', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}</ul>${html`<i>${'&'}</i>`}`.text).toBe(
      '<ul><li>a</li><li>&#60;b&#62;</li></ul><i>&#38;</i>',
    )
  })

  it('uses the template verbatim, including backslashes', () => {
    expect(html`\n${'\\u0041'}`.text).toBe('\n\\u0041')
  })
})

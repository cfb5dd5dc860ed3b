/** A piece of HTML that may be shown as it stands. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | Html | readonly Html[] | false | undefined

/**
 * Makes HTML: the template is taken as it stands, and whatever is put into it is escaped, unless it was made
 * so itself. An attribute stands in double quotes. `false` and undefined show nothing.
 */
export const html = (template: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(String.raw({ raw: template }, ...pieces.map(textOf)))

function textOf(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (piece === false || piece === undefined) return ''
  if (typeof piece === 'object') return piece.map((each) => each.text).join('')
  return String(piece).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

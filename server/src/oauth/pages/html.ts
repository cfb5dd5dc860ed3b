/** HTML that needs no escaping. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | Html | readonly Html[] | false | undefined

/**
 * Creates HTML: the template is used verbatim, and inserted values are escaped unless they are `Html`. Attribute
 * values must be in double quotes. `false` and undefined produce nothing.
 */
export const html = (template: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(String.raw({ raw: template }, ...pieces.map(textOf)))

function textOf(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (piece === false || piece === undefined) return ''
  if (typeof piece === 'object') return piece.map((each) => each.text).join('')
  return String(piece).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** The column, or the property, that says why a row was refused. An import leaves it out. */
export const reasonColumn = 'contactd_error'

/** The property with the text of a refused line that is not a JSON object. */
export const unreadLine = 'line'

import type validator from 'validator'
import emailModule from 'validator/lib/isEmail.js'
import urlModule from 'validator/lib/isURL.js'

// The type files describe the ES build of these modules; what Node loads is the function itself.
const validEmail = emailModule as unknown as typeof validator.isEmail
const validUrl = urlModule as unknown as typeof validator.isURL

/** Whether a text is an email address, as class-validator judges it. On half a character `validator` throws. */
export const isEmail = (text: string): boolean => text.isWellFormed() && validEmail(text)

/** Whether a text is a web address, as class-validator judges it: the scheme may be missing. */
export const isWebsite = (text: string): boolean => validUrl(text)

import type validator from 'validator'
import emailModule from 'validator/lib/isEmail.js'
import urlModule from 'validator/lib/isURL.js'

// The type files describe the ES build of these modules; Node.js loads the function itself.
const validEmail = emailModule as unknown as typeof validator.isEmail
const validUrl = urlModule as unknown as typeof validator.isURL

/** Whether a text is an email address by class-validator's rules. `validator` throws on a lone surrogate. */
export const isEmail = (text: string): boolean => text.isWellFormed() && validEmail(text)

/** Whether a text is a web address by class-validator's rules: the scheme is optional. */
export const isWebsite = (text: string): boolean => validUrl(text)

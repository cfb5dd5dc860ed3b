import { html } from './html.ts'
import type { Page } from './page.ts'

/** A page with a message and no form. */
const noticePage = (title: string, sentence: string, advice: string): Page => ({
  title,
  problem: sentence,
  body: html`<h1>${title}</h1>
<p>${sentence}</p>
<p class="soft">${advice}</p>`,
})

/** For a request that can't be reported to the app: the redirect URI is not known to be the app's. */
export const refusedPage = (sentence: string): Page =>
  noticePage(
    'This link does not work',
    sentence,
    'Nothing was installed. Tell the people who gave you the link: the client_id and the redirect_uri must be exactly those that the app was created with.',
  )

export const unavailablePage: Page = noticePage(
  'Please try again',
  'The database is not available right now.',
  'Nothing was installed. Go back, and send the form again in a moment.',
)

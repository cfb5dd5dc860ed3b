import { html } from './html.ts'
import type { Page } from './page.ts'

/** A page that says why there is nothing to do on it. */
const noticePage = (title: string, sentence: string, advice: string): Page => ({
  title,
  body: html`<h1>${title}</h1>
<p>${sentence}</p>
<p class="soft">${advice}</p>`,
})

/** For a request that can't be told to the app: nobody knows whether the redirect URI is its own. */
export const refusedPage = (sentence: string): Page =>
  noticePage(
    'This link does not work',
    sentence,
    'Nothing was installed. Tell the people who gave you the link: the client_id and the redirect_uri must be exactly those that the app was made with.',
  )

export const unavailablePage: Page = noticePage(
  'Please try again',
  'The database cannot take this now.',
  'Nothing was installed. Go back, and send the form again in a moment.',
)

import type { AuthorizationRequest } from './authorization-request.ts'
import { callbackUrl } from './callback-url.ts'
import { html } from './html.ts'
import { hiddenFields, type Page, problemBox } from './page.ts'

/** The sign-in form of an owner. */
export function signInPage(
  { app, redirectUri, state, parameters }: AuthorizationRequest,
  { csrfToken, email = '', problem }: { csrfToken: string; email?: string; problem?: string | undefined },
): Page {
  const cancelUrl = callbackUrl(redirectUri, { error: 'access_denied', state })
  const flaws = problem !== undefined && html` aria-invalid="true" aria-describedby="problem"`
  const focused = html` autofocus`
  return {
    title: `Sign in to install ${app.name}`,
    problem,
    body: html`<h1>Sign in</h1>
<p>to install <b>${app.name}</b> as an owner of your company.</p>
${problemBox(problem)}
<form method="post" action="/_contactd/sign-in">
${hiddenFields({ ...parameters, csrf_token: csrfToken })}<div class="field">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="320" value="${email}"${flaws}${email === '' && focused}>
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000"${flaws}${email !== '' && focused}>
</div>
<div class="actions">
<button class="main">Sign in</button>
<a class="button" href="${cancelUrl}">Cancel</a>
</div>
</form>`,
  }
}

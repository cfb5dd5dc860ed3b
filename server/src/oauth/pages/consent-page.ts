import type { SessionRow } from '../sign-in-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { type Html, html } from './html.ts'
import { hiddenFields, type Page, problemBox } from './page.ts'
import { type LocationChoice, type PlaceChoices, wholeCompany } from './place-choices.ts'
import { scopeWords } from './scope-words.ts'

export interface ConsentView {
  request: AuthorizationRequest
  owner: SessionRow
  choices: PlaceChoices
  csrfToken: string
  problem?: string | undefined
}

/** With fewer locations, no search field is shown. */
const searchedFrom = 10

/** Shows what the app requests and where it may be installed, with buttons to allow and to cancel. */
export function consentPage({ request, owner, choices, csrfToken, problem }: ConsentView): Page {
  const { app, redirectUri, scopes, parameters } = request
  const fields = hiddenFields({ ...parameters, csrf_token: csrfToken })
  return {
    title: `Install ${app.name}`,
    problem,
    formTarget: formTargetOf(redirectUri),
    body: html`<h1>Install ${app.name}</h1>
<p class="soft">You go back to <b>${destination(redirectUri)}</b> afterwards.</p>
${problemBox(problem)}
<section aria-labelledby="scopes">
<h2 id="scopes">${app.name} will be able to</h2>
<ul class="scopes">
${scopes.map((scope) => html`<li>${scopeWords[scope]} <code>${scope}</code></li>\n`)}</ul>
</section>
${searchForm(request, choices)}
<form method="post" action="/_contactd/install">
${fields}<fieldset>
<legend>Where to install it</legend>
<div class="places">
${companyChoice(owner, choices)}${choices.locations.map((location) => locationChoice(location, choices))}</div>
${choiceNote(choices)}
</fieldset>
<div class="actions">
<button class="main" name="action" value="install">Install</button>
<button name="action" value="cancel" formnovalidate>Cancel</button>
</div>
</form>
<footer>
<span>Signed in as ${owner.userName} (${owner.userEmail})</span>
<form method="post" action="/_contactd/sign-out">
${fields}<button>Sign out</button>
</form>
</footer>`,
  }
}

function searchForm({ parameters }: AuthorizationRequest, { search, total }: PlaceChoices) {
  if (search === undefined && total < searchedFrom) return undefined
  return html`<form class="search" method="get" action="/oauth/chooselocation" role="search">
${hiddenFields(parameters)}<div>
<label for="search">Find a location</label>
<input id="search" name="search" type="search" maxlength="255" value="${search}">
</div>
<button>Search</button>
</form>`
}

const companyChoice = ({ companyName }: SessionRow, { isInstalledInCompany }: PlaceChoices) =>
  html`<label class="place"><input type="radio" name="place" value="${wholeCompany}" required>
<span><b>The whole company</b> ${isInstalledInCompany && installedNote}<span class="soft">All locations of ${companyName}, later ones too</span></span></label>
`

const locationChoice = ({ id, name, isInstalled }: LocationChoice, { total }: PlaceChoices) =>
  html`<label class="place"><input type="radio" name="place" value="${id}" required${total === 1 && html` checked`}>
<span>${name} ${isInstalled && installedNote}<span class="soft">${id}</span></span></label>
`

const installedNote = html`<span class="badge">Installed</span>`

function choiceNote({ found, locations, search }: PlaceChoices): Html | undefined {
  if (found > locations.length) {
    return html`<p class="soft note">${locations.length} of ${found} locations are shown. Search for the others.</p>`
  }
  if (found > 0) return undefined
  return search === undefined
    ? html`<p class="soft note">The company has no location yet.</p>`
    : html`<p class="soft note">No location has “${search}” in its name, or as its id.</p>`
}

/** How the owner recognises a redirect URI. */
function destination(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri)
  return host === '' ? protocol : host
}

/**
 * Chromium applies `form-action` to every redirect after a form, including the app's own: a callback that redirects
 * to another origin (a front end next to its server) would be blocked. So the policy names the scheme, not the
 * origin.
 */
const formTargetOf = (redirectUri: string): string => new URL(redirectUri).protocol

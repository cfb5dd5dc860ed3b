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

/** Below this a search helps nobody. */
const searchedFrom = 10

/** What the app asks for, where it may be installed, and the two ways out. */
export function consentPage({ request, owner, choices, csrfToken, problem }: ConsentView): Page {
  const { app, redirectUri, scopes, parameters } = request
  const fields = hiddenFields({ ...parameters, csrf_token: csrfToken })
  return {
    title: `Install ${app.name}`,
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

/** What the owner knows an address by. */
function destination(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri)
  return host === '' ? protocol : host
}

/**
 * Chromium holds every redirect that follows a form to `form-action`, the app's own too: a callback that
 * sends the browser on to another origin (a front end beside its server) would be stopped there. So that the
 * scheme is named, and not the origin.
 */
const formTargetOf = (redirectUri: string): string => new URL(redirectUri).protocol

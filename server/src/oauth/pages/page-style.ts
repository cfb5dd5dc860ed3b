import { pageStyle } from '../../http/page-frame.ts'

/** The style of the sign-in and consent pages. */
export const installStyle = pageStyle(`
h2, legend { padding: 0; margin: 0 0 .5rem; font-size: 1rem; font-weight: 600; }
p { margin: 0 0 1rem; }
main > p:last-child { margin: 0; }
.soft { color: var(--soft); font-size: .875rem; }
section, fieldset { margin: 1.5rem 0 0; padding: 0; border: 0; min-width: 0; }
code { font: .8125rem/1.4 ui-monospace, monospace; color: var(--soft); }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
input[type=email], input[type=password], input[type=search] { width: 100%; min-height: 2.75rem;
  padding: .5rem .75rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--edge); border-radius: 8px; }
input[aria-invalid] { border-color: var(--red); }
.field { margin: 0 0 1rem; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem;
  padding: .5rem 1.25rem; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
  color: var(--text); background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
button.main { color: var(--on-blue); background: var(--blue); border-color: var(--blue); }
button:hover, .button:hover { filter: brightness(.96); }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; }
.actions > * { flex: 1 1 8rem; }
.problem { margin: 0 0 1.25rem; padding: .75rem 1rem; color: var(--red); background: var(--red-tint);
  border: 1px solid; border-radius: 8px; }
.scopes { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; }
.scopes li { padding: .5rem .875rem; }
.scopes code { display: block; }
.scopes li + li { border-top: 1px solid var(--line); }
.search { display: flex; gap: .5rem; align-items: end; margin: 1.5rem 0 0; }
.search > div { flex: 1; }
.places { max-height: 19rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 10px; }
.place { display: flex; gap: .75rem; align-items: start; margin: 0; padding: .625rem .875rem; font-weight: 400;
  cursor: pointer; }
.place + .place { border-top: 1px solid var(--line); }
.place:hover { background: var(--tint); }
.place:has(:checked) { background: var(--chosen); }
.place:has(:focus-visible) { outline: 2px solid var(--blue); outline-offset: -2px; }
.place input { flex: none; width: 1.125rem; height: 1.125rem; margin: .1875rem 0 0; accent-color: var(--blue);
  outline: none; }
.place b { font-weight: 600; }
.place .soft { display: block; }
.badge { padding: .0625rem .5rem; font-size: .75rem; font-weight: 600; color: var(--soft);
  border: 1px solid var(--line); border-radius: 99px; }
.note { margin: .5rem 0 0; }
footer { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; align-items: center;
  margin: 1.5rem 0 0; padding: 1rem 0 0; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer button { min-height: 0; padding: .25rem 0; color: var(--blue); background: none; border: 0;
  text-decoration: underline; font-weight: 400; }
@media (forced-colors: active) { button.main { border-width: 2px; } }
`)

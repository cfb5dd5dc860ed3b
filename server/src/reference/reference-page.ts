import type { VersionKind } from '../http/version-header.ts'
import { version } from '../lib/version.ts'
import { escapeHtml } from './html.ts'

/** Has the version, so browsers may cache the script. */
export const scriptPath = `/docs/scalar-${version}.js`

/**
 * The page may run this server's script and call this server, as "Send" does. Scalar adds its styles at run time; its
 * images are part of its script.
 */
export const referencePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Corrections to Scalar's style. */
const customCss = `
/* A link to an operation moves the focus there; nothing can be done with the frame around it. */
section[tabindex="-1"]:focus-visible { outline: none }
/* An operation has more statuses than fit in a line: the copy button covered the last ones. */
.response-card .scalar-card-header { align-items: start }
.response-card .scalar-card-header-title { overflow: visible; white-space: normal }
.response-card .tab-list { flex-wrap: wrap; overflow: visible }
/* Wraps long lines: a truncated line can't be read, and nobody scrolls sideways for the end of a URL. */
.scalar-code-block :is(pre, code, code *) { width: auto !important; white-space: pre-wrap !important; overflow-wrap: anywhere }
`

/** The document of each reference. */
const documents: Record<VersionKind, string> = { dated: '/openapi.json', v3: '/openapi.json?version=v3' }

/**
 * The API reference. Everything on the page comes from this server, and nothing typed into it is sent elsewhere.
 * @param kind the versions that it covers.
 * @param token the prefilled bearer token; undefined for none.
 */
export function referencePage(kind: VersionKind, token: string | undefined): string {
  const configuration = {
    url: documents[kind],
    // The samples that Scalar makes itself. The document has those that are shown.
    hiddenClients: true,
    authentication: {
      preferredSecurityScheme: 'bearer',
      ...(token !== undefined && { securitySchemes: { bearer: { token } } }),
    },
    operationTitleSource: 'summary',
    orderSchemaPropertiesBy: 'preserve',
    expandAllSchemaProperties: true,
    customCss,
    hideModels: true,
    documentDownloadType: 'json',
    // Disables what loads from, links to or sends to Scalar's own servers.
    withDefaultFonts: false,
    hideClientButton: true,
    agent: { disabled: true },
    mcp: { disabled: true },
    telemetry: false,
    showDeveloperTools: 'never',
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>contactd API reference</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>This page needs JavaScript. The same reference as an OpenAPI document: <a href="${documents[kind]}">openapi.json</a></noscript>
<div id="api-reference" data-configuration="${escapeHtml(JSON.stringify(configuration))}"></div>
<script src="${scriptPath}"></script>
</body>
</html>
`
}

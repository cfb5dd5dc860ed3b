import type { VersionKind } from '../http/version-header.ts'
import { escapeHtml } from './html.ts'
import { scalarVersion } from './scalar-script.ts'

export const scriptPath = `/docs/scalar-${scalarVersion}.js`

/**
 * What the page may do: run this server's script and call this server, which "Send" does too. Scalar makes
 * its styles as it runs; its pictures stand in its script.
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

/** Scalar's samples that are not shown: curl, Node, Python, PHP, Java, Go, Ruby and PowerShell are left. */
const hiddenClients = {
  ...Object.fromEntries(
    'c clojure csharp dart fsharp http js julia kotlin objc ocaml r rust swift'
      .split(' ')
      .map((language) => [language, true]),
  ),
  shell: ['httpie', 'wget'],
  node: ['ofetch', 'undici'],
  python: ['python3', 'aiohttp', 'httpx_sync', 'httpx_async'],
  php: ['guzzle', 'laravel'],
  java: ['asynchttp', 'nethttp', 'unirest'],
  powershell: ['webrequest'],
}

/** What the page is drawn from. */
const documents: Record<VersionKind, string> = { dated: '/openapi.json', v3: '/openapi.json?version=v3' }

/**
 * The API reference. Everything on it comes from this server, and nothing that is typed into it leaves for
 * another.
 * @param kind the versions that it tells of.
 * @param token the bearer token that is filled in; none where it is undefined.
 */
export function referencePage(kind: VersionKind, token: string | undefined): string {
  const configuration = {
    url: documents[kind],
    hiddenClients,
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
    authentication: {
      preferredSecurityScheme: 'bearer',
      ...(token !== undefined && { securitySchemes: { bearer: { token } } }),
    },
    operationTitleSource: 'summary',
    orderSchemaPropertiesBy: 'preserve',
    expandAllSchemaProperties: true,
    // A link to an operation moves the focus there; nothing can be done with the frame around it.
    customCss: 'section[tabindex="-1"]:focus-visible { outline: none }',
    hideModels: true,
    documentDownloadType: 'json',
    // What would load from, link to or send to Scalar's own servers.
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
<noscript>This page is drawn by a script. The same reference, as an OpenAPI document: <a href="${documents[kind]}">openapi.json</a></noscript>
<div id="api-reference" data-configuration="${escapeHtml(JSON.stringify(configuration))}"></div>
<script src="${scriptPath}"></script>
</body>
</html>
`
}

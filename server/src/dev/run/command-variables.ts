import { delimiter } from 'node:path'
import { covers, exceptions } from '../intercept/upstream.ts'
import type { CommandFiles } from './command-files.ts'
import { trustStorePassword } from './trust-store.ts'

/** What a command is to reach. */
export interface Surroundings {
  url: string
  token: string
  locationId: string
  companyId: string
  /** The key that verifies the server's webhooks, as PEM. */
  webhookPublicKey: string
  proxyUrl: string
  tlsPort: number
  names: readonly string[]
  offline: boolean
}

const variablesName = 'CONTACTD_RUN_VARIABLES'

type Variables = Record<string, string | undefined>

/** Names and addresses of this machine, which need no proxy. */
const loopback = ['localhost', '127.0.0.1', '::1']

/**
 * The environment of a command: what it was, and where the command finds contactd, its proxy and its authority.
 * Values that others have set are kept next to ours, where a variable can have both.
 */
export function commandVariables(env: Variables, to: Surroundings, files: CommandFiles): Variables {
  const needed = {
    ...forLanguages(to, files),
    ...proxies(env, to),
    ...files.bundles,
    ...languages(env, to, files),
  }
  // What a child process needs to reach contactd if its program makes a new environment for it.
  const names = [...Object.keys(needed), variablesName]
  return { ...env, ...own(to), ...needed, [variablesName]: names.join(',') }
}

function own({ url, token, locationId, companyId, webhookPublicKey }: Surroundings): Variables {
  return {
    CONTACTD_URL: url,
    CONTACTD_TOKEN: token,
    CONTACTD_LOCATION_ID: locationId,
    CONTACTD_COMPANY_ID: companyId,
    GHL_BASE_URL: url,
    GHL_API_BASE_URL: url,
    // HighLevel's SDK reads it.
    WEBHOOK_SIGNATURE_PUBLIC_KEY: webhookPublicKey,
  }
}

/** For the files that a language loads first. */
function forLanguages({ url, names, tlsPort, proxyUrl, offline }: Surroundings, { authority }: CommandFiles) {
  return {
    CONTACTD_RUN_NAMES: names.join(','),
    CONTACTD_RUN_TLS_PORT: String(tlsPort),
    CONTACTD_RUN_HTTP_PORT: new URL(url).port,
    CONTACTD_RUN_PROXY: proxyUrl.replace('http:', 'tcp:'),
    CONTACTD_RUN_AUTHORITY: authority,
    CONTACTD_RUN_OFFLINE: offline ? '1' : '',
  }
}

/** The variables of a proxy, in both spellings: curl reads small letters only, some programs capitals only. */
function proxies(env: Variables, { proxyUrl, names }: Surroundings): Variables {
  const kept = exceptions(env).filter((entry) => !names.some((name) => covers(entry, name)))
  const noProxy = [...new Set([...loopback, ...kept])].join(',')
  return {
    http_proxy: proxyUrl,
    https_proxy: proxyUrl,
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    no_proxy: noProxy,
    NO_PROXY: noProxy,
  }
}

function languages(env: Variables, { proxyUrl }: Surroundings, files: CommandFiles): Variables {
  return {
    // Not `--import`, which Node.js does not load in a worker that is made from text.
    NODE_OPTIONS: joined(' ', env.NODE_OPTIONS, `--require=${quoted(files.preload)}`),
    BUN_OPTIONS: joined(' ', env.BUN_OPTIONS, `--preload ${quoted(files.preload)}`),
    NODE_EXTRA_CA_CERTS: files.extraAuthorities,
    PYTHONPATH: joined(delimiter, files.pythonFolder, env.PYTHONPATH),
    // An empty first entry is the folder that PHP would read anyway.
    PHP_INI_SCAN_DIR: `${env.PHP_INI_SCAN_DIR ?? ''}${delimiter}${files.phpFolder}`,
    JAVA_TOOL_OPTIONS: joined(' ', env.JAVA_TOOL_OPTIONS, ...javaOptions(proxyUrl, files.trustStore)),
  }
}

/** Java takes the last of several values. By default it uses no proxy for loopback. */
function javaOptions(proxyUrl: string, trustStore: string): string[] {
  const { hostname, port } = new URL(proxyUrl)
  const properties = {
    'http.proxyHost': hostname,
    'http.proxyPort': port,
    'https.proxyHost': hostname,
    'https.proxyPort': port,
    'javax.net.ssl.trustStore': trustStore,
    'javax.net.ssl.trustStoreType': 'jks',
    'javax.net.ssl.trustStorePassword': trustStorePassword,
  }
  return Object.entries(properties).map(([name, value]) => {
    const option = `-D${name}=${value}`
    return /\s/.test(option) ? `"${option}"` : option
  })
}

/** A path as a value of NODE_OPTIONS or BUN_OPTIONS. */
const quoted = (path: string) => (/[\s"]/.test(path) ? JSON.stringify(path) : path)

const joined = (separator: string, ...parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '').join(separator)

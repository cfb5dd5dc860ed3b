import { rootCertificates } from 'node:tls'

/*
 * Complete programs as they are written for HighLevel: its host is in them, and nothing of a proxy or an authority. Each
 * sets the city of a contact and prints the status of the response. The samples of the reference are the others.
 */

/** A program in a file, or a command line. */
export interface Program {
  name: string
  file: string
  /** The command that runs the file, which it gets as its last argument. */
  command: readonly string[]
  /** A command that succeeds where the program can run. */
  needs?: readonly string[]
  source: (to: Target) => string
}

/** What a program is to write. */
interface Target {
  token: string
  contactId: string
  city: string
}

const url = ({ contactId }: Target) => `https://services.leadconnectorhq.com/contacts/${contactId}`
const body = ({ city }: Target) => JSON.stringify({ city })

const fetchSource = (to: Target) => `const response = await fetch('${url(to)}', {
  method: 'PUT',
  headers: { Authorization: 'Bearer ${to.token}', Version: '2021-07-28', 'Content-Type': 'application/json' },
  body: '${body(to)}',
})
console.log(response.status)
`

const httpsSource = (to: Target) => `const https = require('node:https')
const request = https.request(
  {
    method: 'PUT',
    hostname: 'services.leadconnectorhq.com',
    path: '/contacts/${to.contactId}',
    headers: { Authorization: 'Bearer ${to.token}', Version: '2021-07-28', 'Content-Type': 'application/json' },
  },
  (response) => {
    console.log(response.statusCode)
    response.resume()
  },
)
request.end('${body(to)}')
`

export const nodePrograms: readonly Omit<Program, 'command'>[] = [
  { name: 'fetch', file: 'fetch.mjs', source: fetchSource },
  { name: 'node:https', file: 'https.cjs', source: httpsSource },
  {
    name: 'node:https, imported by name into an ES module',
    file: 'https.mjs',
    source: (to) =>
      httpsSource(to).replace("const https = require('node:https')", "import https from 'node:https'"),
  },
  {
    name: 'Axios',
    file: 'axios.cjs',
    source: (to) => `const axios = require('axios')
axios
  .put('${url(to)}', ${body(to)}, { headers: { Authorization: 'Bearer ${to.token}', Version: '2021-07-28' } })
  .then((response) => console.log(response.status))
`,
  },
  {
    name: 'the official SDK',
    file: 'sdk.cjs',
    source: (to) => `const { HighLevel } = require('@gohighlevel/api-client')
const highLevel = new HighLevel({ privateIntegrationToken: '${to.token}' })
highLevel.contacts.updateContact({ contactId: '${to.contactId}' }, ${body(to)}).then((response) => {
  if (response.contact.city !== '${to.city}') throw new Error('another city')
  console.log(200)
})
`,
  },
  {
    name: 'the package @gnosticdev/highlevel-sdk',
    file: 'gnosticdev.mjs',
    source: (to) => `import { createHighLevelClient } from '@gnosticdev/highlevel-sdk'
const options = { privateToken: '${to.token}', accessType: 'Sub-Account', scopes: ['contacts.write'] }
const client = createHighLevelClient({}, 'integration', options)
const { response } = await client.contacts.PUT('/contacts/{contactId}', {
  params: { path: { contactId: '${to.contactId}' }, header: { Version: '2021-07-28', Authorization: 'Bearer ${to.token}' } },
  body: ${body(to)},
})
console.log(response.status)
`,
  },
  {
    name: 'fetch of the package undici',
    file: 'undici.mjs',
    source: (to) => `import { fetch } from 'undici'\n${fetchSource(to)}`,
  },
  {
    name: 'fetch in a worker thread',
    file: 'worker.mjs',
    source: (to) => `import { Worker } from 'node:worker_threads'
new Worker(${JSON.stringify(`void (async () => { ${fetchSource(to)} })()`)}, { eval: true })
`,
  },
  {
    name: 'node:https in a child process',
    file: 'child.cjs',
    source: (to) => `const { execFileSync } = require('node:child_process')
process.stdout.write(execFileSync(process.execPath, ['-e', ${JSON.stringify(httpsSource(to))}]))
`,
  },
  {
    name: 'fetch in a child process with an environment of its own',
    file: 'spawn.mjs',
    source: (to) => `import { spawn } from 'node:child_process'
const source = ${JSON.stringify(`void (async () => { ${fetchSource(to)} })()`)}
spawn(process.execPath, ['-e', source], { env: { LANG: 'C' }, stdio: 'inherit' })
`,
  },
  {
    name: 'fetch in a child process with an environment of its own that is waited for',
    file: 'spawn-sync.mjs',
    source: (to) => `import { spawnSync } from 'node:child_process'
const source = ${JSON.stringify(`void (async () => { ${fetchSource(to)} })()`)}
spawnSync(process.execPath, ['-e', source], { env: { LANG: 'C' }, stdio: 'inherit' })
`,
  },
]

const headersOfPython = (to: Target) =>
  `{"Authorization": "Bearer ${to.token}", "Version": "2021-07-28", "Content-Type": "application/json"}`

const pythonSource = (to: Target, context = 'None') => `import http.client
connection = http.client.HTTPSConnection("services.leadconnectorhq.com", context=${context})
connection.request("PUT", "/contacts/${to.contactId}", b'${body(to)}', ${headersOfPython(to)})
print(connection.getresponse().status)
`

export const otherPrograms: readonly Program[] = [
  {
    name: 'Python, urllib',
    file: 'with_urllib.py',
    command: ['python3'],
    source: (to) => `import urllib.request
request = urllib.request.Request("${url(to)}", b'${body(to)}', ${headersOfPython(to)}, method="PUT")
print(urllib.request.urlopen(request).status)
`,
  },
  {
    name: 'Python, http.client with authorities of its own',
    file: 'with_authorities.py',
    command: ['python3'],
    source: (to) => `import ssl
${pythonSource(to, `ssl.create_default_context(cadata=${JSON.stringify(rootCertificates[0])})`)}`,
  },
  {
    name: 'Python, a subprocess with an environment of its own',
    file: 'with_subprocess.py',
    command: ['python3'],
    source: (to) => `import subprocess, sys
subprocess.run([sys.executable, "-c", ${JSON.stringify(pythonSource(to))}], env={"LANG": "C"}, check=True)
`,
  },
  {
    name: 'Deno, fetch',
    file: 'deno.mjs',
    command: ['deno', 'run', '-A'],
    needs: ['deno', '--version'],
    source: fetchSource,
  },
  { name: 'Bun, fetch', file: 'bun.mjs', command: ['bun'], source: fetchSource },
  { name: 'Bun, node:https', file: 'bun.cjs', command: ['bun'], source: httpsSource },
  {
    name: 'PHP, a stream with a context of its own',
    file: 'stream.php',
    command: ['php'],
    source: (to) => `<?php
$context = stream_context_create(['http' => [
    'method' => 'PUT',
    'header' => ['Authorization: Bearer ${to.token}', 'Version: 2021-07-28', 'Content-Type: application/json'],
    'content' => '${body(to)}',
]]);
$text = file_get_contents('${url(to)}', false, $context);
if (json_decode($text)->contact->city !== '${to.city}') exit(1);
preg_match('/ (\\d+)/', $http_response_header[0], $status);
// The default context, for an intercepted name and then for another one.
file_get_contents('https://services.leadconnectorhq.com/healthz');
if (!file_get_contents(getenv('CONTACTD_URL') . '/healthz')) exit(1);
echo $status[1], "\\n";
`,
  },
  {
    name: 'Java, java.net.http',
    file: 'Update.java',
    command: ['java'],
    needs: ['javac', '-version'],
    source: (to) => `import java.net.URI;
import java.net.http.*;

class Update {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("${url(to)}"))
        .header("Authorization", "Bearer ${to.token}")
        .header("Version", "2021-07-28")
        .header("Content-Type", "application/json")
        .method("PUT", HttpRequest.BodyPublishers.ofString(${JSON.stringify(body(to))}))
        .build();
    System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }
}
`,
  },
  {
    name: 'Java, HttpsURLConnection',
    file: 'Connection.java',
    command: ['java'],
    needs: ['javac', '-version'],
    source: (to) => `import java.net.*;

class Connection {
  public static void main(String[] args) throws Exception {
    var connection = (HttpURLConnection) new URL("${url(to)}").openConnection();
    connection.setRequestMethod("PUT");
    connection.setRequestProperty("Authorization", "Bearer ${to.token}");
    connection.setRequestProperty("Version", "2021-07-28");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(${JSON.stringify(body(to))}.getBytes());
    System.out.println(connection.getResponseCode());
  }
}
`,
  },
]

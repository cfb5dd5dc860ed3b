#!/usr/bin/env bash
# @drausal/gohighlevel-mcp 1.0.0: the tool search-contacts-advanced sends an empty body, whatever its arguments are. Its input
# schema has `requestBody` as an object without properties, and the schema that the package makes of it drops all others. The
# tool passes validation, so an agent sees only HighLevel's refusal of a search without a location.
#
# Observed:
#   search-contacts-advanced {"locationId":"loc","pageLimit":20} -> POST /contacts/search {}
#   add-tags {"tags":["vip"]} -> POST /contacts/c1/tags {"tags":["vip"]}
#
# What to do: list contacts with its tool get-contacts, which takes a `query`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @drausal/gohighlevel-mcp@1.0.0 @modelcontextprotocol/sdk@1.32.2 \
  axios@1.21.1 >/dev/null
# Prints the requests of the package in place of sending them.
cat >print.mjs <<'JS'
import { appendFileSync } from 'node:fs'
import axios from 'axios'
axios.defaults.adapter = async (config) => {
  const { pathname } = new URL(config.url)
  appendFileSync('sent', `${config.method.toUpperCase()} ${pathname} ${config.data}\n`)
  return { config, status: 200, data: {}, headers: { 'content-type': 'application/json' } }
}
JS
cat >call.mjs <<'JS'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
const client = new Client({ name: 'agent', version: '1.0.0' })
const args = ['--import', './print.mjs', 'node_modules/@drausal/gohighlevel-mcp/build/index.js']
const env = { BEARER_TOKEN_BEARER: 'pit-token' }
await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }))
const Version = '2021-07-28'
const search = { Version, requestBody: { locationId: 'loc', pageLimit: 20 } }
await client.callTool({ name: 'search-contacts-advanced', arguments: search })
const tags = { Version, contactId: 'c1', requestBody: { tags: ['vip'] } }
await client.callTool({ name: 'add-tags', arguments: tags })
await client.close()
JS
node call.mjs
{
  echo 'search-contacts-advanced {"locationId":"loc","pageLimit":20}'
  echo 'add-tags {"tags":["vip"]}'
} >asked
observed=$(paste -d '|' asked sent | sed 's/|/ -> /')
echo "$observed"
expected='search-contacts-advanced {"locationId":"loc","pageLimit":20} -> POST /contacts/search {}
add-tags {"tags":["vip"]} -> POST /contacts/c1/tags {"tags":["vip"]}'
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }

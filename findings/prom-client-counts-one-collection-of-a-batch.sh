#!/usr/bin/env bash
# prom-client 15.1.3 counts one garbage collection for each call of its PerformanceObserver, and Node.js passes all
# that happened in one turn of the event loop in one call. `nodejs_gc_duration_seconds_count` is too small, most when
# it matters: in a long turn with much garbage. Its gauges of the event loop's lag contain the 10 ms between two looks
# of `monitorEventLoopDelay`, so an idle process reports 10 ms of lag. Without a sample since the last scrape they are
# written as `Nan`, and the smallest lag as 9223372036 seconds.
#
# Seen (prom-client, the observer's own entries):
#   collections counted 1 of 20
#   idle lag is at least 9 ms: true
#   without samples: Nan, 9223372036.854776
#
# What to do: observe `gc` with an observer that reads all of `list.getEntries()`, and subtract the resolution.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3 >/dev/null
cat >collect.cjs <<'JS'
const { PerformanceObserver } = require('node:perf_hooks')
const { setTimeout: sleep } = require('node:timers/promises')
const { collectDefaultMetrics, Registry } = require('prom-client')

const register = new Registry()
let entries = 0
new PerformanceObserver((list) => {
  entries += list.getEntries().length
}).observe({ entryTypes: ['gc'] })
collectDefaultMetrics({ register })

const valueOf = async (line) => (await register.metrics()).split('\n').find((each) => each.startsWith(line))?.split(' ').at(-1)
async function main() {
  await sleep(100)
  entries = 0
  const line = 'nodejs_gc_duration_seconds_count{kind="major"}'
  const before = Number((await valueOf(line)) ?? 0)
  for (let count = 0; count < 20; count += 1) global.gc()
  await sleep(100)
  console.log(`collections counted ${Number(await valueOf(line)) - before} of ${entries}`)
  await register.metrics()
  await sleep(500)
  console.log('idle lag is at least 9 ms:', Number(await valueOf('nodejs_eventloop_lag_p50_seconds ')) >= 0.009)
  const [mean, min] = ['mean', 'min'].map((name) => `nodejs_eventloop_lag_${name}_seconds `)
  // The lines are written after the collectors have run, so the second text of one turn has no samples.
  const [, text] = await Promise.all([register.metrics(), register.metrics()])
  const last = (name) => text.split('\n').find((each) => each.startsWith(name))?.split(' ').at(-1)
  console.log(`without samples: ${last(mean)}, ${last(min)}`)
}
main()
JS
node --expose-gc collect.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
collections counted 1 of 20
idle lag is at least 9 ms: true
without samples: Nan, 9223372036.854776
EXPECTED

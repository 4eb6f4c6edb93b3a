#!/usr/bin/env bash
# Runs the tests (`npm test`): installs the programs that the tests talk to, rebuilds a stale dist/, then runs vitest.
# test/support/global-setup.ts names what is still missing; with CI set that is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# On Debian, mosquitto is outside a user's PATH.
export PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/usr/local/sbin"

# The suite starts jobdeck some thousand times: each start finds its modules compiled.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/node-compile"

missing_packages() {
  command -v mosquitto >/dev/null || echo mosquitto
  { command -v mosquitto_pub && command -v mosquitto_sub; } >/dev/null || echo mosquitto-clients
  command -v tmux >/dev/null || echo tmux
  command -v openssl >/dev/null || echo openssl
  command -v busybox >/dev/null || echo busybox
  command -v unshare >/dev/null || echo util-linux
  command -v zsh >/dev/null || echo zsh
  command -v fish >/dev/null || echo fish
  command -v groff >/dev/null || echo groff-base
  { [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import paho.mqtt.client'; } >/dev/null 2>&1 ||
    python3 -c 'import paho.mqtt.client' >/dev/null 2>&1 || echo python3-paho-mqtt
}

as_root=''
may_be_root() {
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null && sudo -n true 2>/dev/null && as_root='sudo -n'
}

# Debian starts the services that it installs; the tests start their own brokers on free ports and leave 1883 alone.
policy=/usr/sbin/policy-rc.d
forbid_service_starts() {
  [ -e "$policy" ] && return
  trap '$as_root rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
}

# A subshell, so that its trap removes the policy as soon as apt-get has finished.
install_packages() (
  log=$(mktemp)
  apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120"
  echo "test: installing $* with apt-get" >&2
  forbid_service_starts
  if $apt update >"$log" 2>&1 && $apt install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 20 "$log" >&2
    echo "test: apt-get failed; its whole output is in $log" >&2
  fi
)

packages=$(missing_packages)
if [ -n "$packages" ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null && may_be_root; then
  # shellcheck disable=SC2086 # one word per package
  install_packages $packages
fi

if [ ! -f dist/main.js ] || [ -n "$(find src scripts/build.mjs package-lock.json -newer dist/main.js -type f -print -quit)" ]; then
  npm run --silent build
fi

exec vitest run "$@"

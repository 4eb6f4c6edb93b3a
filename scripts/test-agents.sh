#!/usr/bin/env bash
# Drives the real Claude Code and Codex against model servers of ours (`npm run test:agents`). They are installed from npm into a
# temporary folder, and run in a network namespace with nothing but loopback. Not part of CI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin"

fail() {
  echo "test:agents: $1" >&2
  exit 1
}

unshare -rn true 2>/dev/null || unshare -n true 2>/dev/null || fail 'needs a network namespace (unshare -n), which this system refuses'
command -v ip >/dev/null || fail 'needs ip (Debian: iproute2)'
command -v tmux >/dev/null || fail 'needs tmux'

folder=${JOBDECK_AGENTS_DIR:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  echo '{"private": true}' >"$folder/package.json"
  echo 'test:agents: installing Claude Code and Codex (some 700 MB)' >&2
  (cd "$folder" && npm install --no-audit --no-fund --silent @anthropic-ai/claude-code @openai/codex) ||
    fail 'npm cannot install @anthropic-ai/claude-code and @openai/codex'
  # npm may refuse to run the script that puts the program in its place.
  node "$folder/node_modules/@anthropic-ai/claude-code/install.cjs" >/dev/null 2>&1 || true
fi
for program in claude codex; do
  [ -x "$folder/node_modules/.bin/$program" ] || fail "$program is missing in $folder/node_modules/.bin"
done

npm run --silent build
unset CI
namespace='unshare -n'
$namespace true 2>/dev/null || namespace='unshare -rn'
JOBDECK_AGENTS_DIR=$folder $namespace -- sh -c 'ip link set lo up && exec vitest run --config vitest.agents.config.ts "$@"' sh "$@"

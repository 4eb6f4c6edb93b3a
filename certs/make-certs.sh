#!/usr/bin/env bash
# Makes what `jobdeck broker init` makes in certs/, but with openssl: a CA, and a server certificate signed by it.
# Usage: certs/make-certs.sh [NAME-OR-ADDRESS]…    more names under which clients reach the broker
# Never overwrites. To rotate, see certs/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077

CA_DAYS=3650
SERVER_DAYS=825

stop() {
  echo "make-certs: $*" >&2
  exit 1
}

# Both or neither: somebody has to complete half a pair, and it must not be overwritten.
have_pair() {
  if [ -e "$1" ] && [ -e "$2" ]; then return 0; fi
  if [ -e "$1" ] || [ -e "$2" ]; then stop "only one of $1 and $2 exists: add the other or move this one away"; fi
  return 1
}

san() {
  local name entries="DNS:localhost,IP:127.0.0.1,IP:::1"
  for name in "$@"; do
    case $name in
      *[!0-9A-Za-z.:_*-]* | '' | -*) stop "\"$name\" is neither a host name nor an address" ;;
      *:*) entries+=",IP:$name" ;;
      *[!0-9.]*) entries+=",DNS:$name" ;;
      *) entries+=",IP:$name" ;;
    esac
  done
  echo "$entries"
}

names=$(san "$(hostname)" "$@")

if have_pair server.key server.crt; then
  echo "kept server.key, server.crt"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if have_pair ca.key ca.crt; then
  openssl x509 -in ca.crt -noout -checkend 0 >/dev/null ||
    stop "ca.crt has expired: move ca.key and ca.crt away to have new ones made"
  echo "kept ca.key, ca.crt"
  cp ca.key ca.crt "$work/"
else
  openssl genrsa -out "$work/ca.key" 4096
  openssl req -x509 -new -sha256 -key "$work/ca.key" -days "$CA_DAYS" -out "$work/ca.crt" -config - <<'CONFIG'
[req]
prompt = no
distinguished_name = name
x509_extensions = ca
[name]
CN = jobdeck CA
[ca]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
CONFIG
fi

openssl genrsa -out "$work/server.key" 2048
openssl req -new -sha256 -key "$work/server.key" -subj "/CN=jobdeck MQTT broker" -out "$work/server.csr"
openssl x509 -req -sha256 -in "$work/server.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" \
  -set_serial "0x$(openssl rand -hex 16 | sed 's/^./4/')" -days "$SERVER_DAYS" -out "$work/server.crt" -extfile - <<CONFIG
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = $names
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG

# The directory is closed so that the files which Mosquitto's own user must read can be open: see README.md.
chmod 700 .
chmod 600 "$work/ca.key"
chmod 644 "$work/ca.crt" "$work/server.crt" "$work/server.key"
for file in ca.key ca.crt server.key server.crt; do
  [ -e "$file" ] || { cp -p "$work/$file" "$file" && echo "made $file"; }
done

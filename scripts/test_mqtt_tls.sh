#!/usr/bin/env bash
# Tests the broker's plain and TLS listeners with mosquitto_pub: the three users can log in, a stranger cannot.
# Usage: scripts/test_mqtt_tls.sh    one OK or FAILED line per check; exit status 0 when all are OK, else 1
# JOBDECK_{HERMES,CLAUDE_WORKER,OPERATOR}_PASSWORD come from the environment, else from .env in the working directory.
# Other addresses: MQTT_BROKER (localhost), MQTT_PLAIN_PORT (1883), MQTT_TLS_PORT (8883), MQTT_CA_CERTS (certs/ca.crt).
set -uo pipefail

host=${MQTT_BROKER:-localhost}
plain_port=${MQTT_PLAIN_PORT:-1883}
tls_port=${MQTT_TLS_PORT:-8883}
ca=${MQTT_CA_CERTS:-certs/ca.crt}
# Every user may write to this one.
topic=python/mqtt/sample
failed=0

command -v mosquitto_pub >/dev/null || {
  echo "mosquitto_pub is missing: install mosquitto-clients" >&2
  exit 1
}

# mosquitto_pub takes a password only as an argument, which anyone can see in ps, or from this file.
config=$(mktemp -d)
trap 'rm -rf "$config"' EXIT
export XDG_CONFIG_HOME=$config

# password_of VARIABLE
password_of() {
  if [ -n "${!1:-}" ]; then
    printf '%s\n' "${!1}"
  elif [ -f .env ]; then
    sed -n "s/^$1=//p" .env
  fi
}

# publish USER PASSWORD OPTION…    without login when USER is empty
publish() {
  local user=$1 password=$2
  shift 2
  (umask 077 && : >"$config/mosquitto_pub")
  [ -z "$user" ] || printf -- '-u %s\n-P %s\n' "$user" "$password" >"$config/mosquitto_pub"
  mosquitto_pub -V mqttv311 -h "$host" -t "$topic" -m "test_mqtt_tls" -q 1 "$@" 2>&1
}

# report NAME STATUS DETAIL
report() {
  if [ "$2" -eq 0 ]; then
    echo "$1: OK"
  else
    echo "$1: FAILED${3:+ ($(printf '%s' "$3" | head -n 1))}"
    failed=1
  fi
}

# check_listener NAME OPTION…
check_listener() {
  local name=$1 user variable password output status
  shift
  for user in hermes claude-worker operator; do
    variable=JOBDECK_$(printf '%s' "$user" | tr 'a-z-' 'A-Z_')_PASSWORD
    password=$(password_of "$variable")
    if [ -z "$password" ]; then
      report "$name, $user" 1 "$variable is set neither in the environment nor in .env"
      continue
    fi
    output=$(publish "$user" "$password" "$@")
    report "$name, $user" $? "$output"
  done
  output=$(publish "" "" "$@")
  status=$?
  # 5 is CONNACK's "not authorized": any other failure proves nothing.
  [ "$status" -eq 5 ]
  report "$name, nobody is refused" $? "${output:-was accepted}"
}

check_listener "Plain TCP" -p "$plain_port"
check_listener "TLS" -p "$tls_port" --cafile "$ca"
exit "$failed"

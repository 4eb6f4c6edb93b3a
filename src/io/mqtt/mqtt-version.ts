// The two versions of MQTT that jobdeck speaks, by their number in a CONNECT packet.

export type MqttVersion = 4 | 5

/** The version as people write it: `5` or `3.1.1`. */
export function mqttVersionName(version: MqttVersion): string {
  return version === 5 ? '5' : '3.1.1'
}

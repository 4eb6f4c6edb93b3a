// MQTT reason codes in words; a broker's own reason text is never shown, because it could say anything.

const words: Readonly<Record<number, string>> = {
  0: 'no reason given',
  1: 'protocol version not supported',
  2: 'client id not accepted',
  3: 'broker not available',
  4: 'wrong user name or password',
  5: 'not authorized',
  128: 'no reason given',
  129: 'malformed packet',
  130: 'protocol error',
  131: 'not accepted by this broker',
  132: 'protocol version not supported',
  133: 'client id not accepted',
  134: 'wrong user name or password',
  135: 'not authorized',
  136: 'broker not available',
  137: 'broker busy',
  138: 'banned',
  139: 'broker shutting down',
  140: 'authentication method not accepted',
  141: 'keep-alive timeout',
  142: 'session taken over by another client',
  143: 'topic filter not accepted',
  144: 'topic not accepted',
  147: 'too many messages in flight',
  149: 'message too large',
  150: 'message rate too high',
  151: 'quota exceeded',
  152: 'closed by an administrator',
  153: 'payload format not accepted',
  154: 'retained messages not supported',
  155: 'QoS 1 not supported',
  156: 'use another broker',
  157: 'broker has moved',
  159: 'connection rate exceeded',
  160: 'maximum connection time reached',
  162: 'wildcard subscriptions not supported',
}

/** A CONNACK, PUBACK, SUBACK or DISCONNECT reason code of MQTT 3.1.1 or 5 in words. */
export function reasonWords(reasonCode: number): string {
  return words[reasonCode] ?? `reason code ${reasonCode}`
}

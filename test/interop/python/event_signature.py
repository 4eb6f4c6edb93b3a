"""Signed events, written from PROTOCOL.md section 5 only.

    event_signature.py sign TOKEN      JSON texts on stdin, one a line; prints each with data.hmac_sig added
    event_signature.py verify TOKEN    the same, signed; prints verified, unsigned or forged for each
    event_signature.py canonical       the same; prints the text that would be signed
"""

import hashlib
import hmac
import json
import sys


def canonical(payload):
    data = {key: value for key, value in (payload.get("data") or {}).items() if key != "hmac_sig"}
    return json.dumps({**payload, "data": data}, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def signature(payload, token):
    return hmac.new(token.encode("utf-8"), canonical(payload).encode("ascii"), hashlib.sha256).hexdigest()


def sign(payload, token):
    payload = {**payload, "data": dict(payload.get("data") or {})}
    payload["data"]["hmac_sig"] = signature(payload, token)
    return payload


def verify(payload, token):
    given = (payload.get("data") or {}).get("hmac_sig")
    if given is None:
        return "unsigned"
    return "verified" if hmac.compare_digest(str(given), signature(payload, token)) else "forged"


def main():
    mode = sys.argv[1]
    for line in sys.stdin:
        payload = json.loads(line)
        if mode == "sign":
            print(json.dumps(sign(payload, sys.argv[2])))
        elif mode == "verify":
            print(verify(payload, sys.argv[2]))
        else:
            print(canonical(payload))


if __name__ == "__main__":
    main()
